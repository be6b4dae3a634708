package org.unipelt.checkpoints;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unipelt.api.DataException;

/**
 * {@code model.safetensors}, or several such files with {@code model.safetensors.index.json}; heads that are kept apart in
 * {@code heads.safetensors} are read with them.
 */
final class SafetensorsFormat implements CheckpointFormat {
    static final String FILE = "model.safetensors";
    static final String HEADS = "heads.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    @Override
    public String name() {
        return "safetensors";
    }

    @Override
    public boolean hasIndex() {
        return true;
    }

    @Override
    public boolean isIn(ModelFileSet files) {
        return files.names().contains(FILE) || files.names().contains(INDEX);
    }

    @Override
    public SortedMap<String, StoredTensor> tensors(ModelFileSet files) {
        StoredTensors tensors = new StoredTensors(files.model());
        if (files.names().contains(FILE)) {
            addAll(files.open(FILE), tensors);
        } else {
            addShards(files, tensors);
        }
        if (files.names().contains(HEADS)) {
            addAll(files.open(HEADS), tensors);
        }
        return tensors.all();
    }

    private static Map<String, SafetensorsHeader.Entry> addAll(FileView file, StoredTensors tensors) {
        Map<String, SafetensorsHeader.Entry> entries =
                SafetensorsHeader.read(file).tensors();
        entries.forEach((name, entry) -> tensors.add(
                name,
                new StoredTensor(
                        entry.shape(),
                        false,
                        entry.format().name(),
                        () -> file.numbers(entry.offset(), entry.format()))));
        return entries;
    }

    private static void addShards(ModelFileSet files, StoredTensors tensors) {
        Map<String, String> shardOf = index(files);
        Map<String, Map<String, SafetensorsHeader.Entry>> shards = new TreeMap<>();
        shardOf.forEach((name, shard) -> {
            Map<String, SafetensorsHeader.Entry> entries =
                    shards.computeIfAbsent(shard, s -> addAll(files.open(s), tensors));
            if (!entries.containsKey(name)) {
                throw broken(files, "says that '" + name + "' is in " + shard + ", which has no such tensor");
            }
        });
    }

    private static Map<String, String> index(ModelFileSet files) {
        if (!(Json.object(files.files(), INDEX, files.model()).get("weight_map") instanceof Map<?, ?> map)
                || map.isEmpty()) {
            throw broken(files, "has no weight_map");
        }
        Map<String, String> shardOf = new TreeMap<>();
        map.forEach((name, shard) -> {
            if (!(shard instanceof String file) || !files.names().contains(file)) {
                throw broken(files, "says that '" + name + "' is in " + shard + ", which is missing");
            }
            shardOf.put(String.valueOf(name), file);
        });
        return shardOf;
    }

    private static DataException broken(ModelFileSet files, String reason) {
        return new DataException(files.shown(INDEX), reason, "Copy all files of the model again");
    }
}
