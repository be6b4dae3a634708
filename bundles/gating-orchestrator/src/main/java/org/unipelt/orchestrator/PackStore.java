package org.unipelt.orchestrator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorFiles;

/**
 * Packs: a folder with pack.json and the safetensors file that it names. pack.json is renamed into place last, so that a pack
 * is the old one or the new one and never half of each. A base model that is a directory is named there by its path from the
 * pack, so that both can be moved together.
 */
final class PackStore {
    /** Raised when older versions could not read what is written. */
    static final int FORMAT = 1;

    private static final String CONFIG = "config.json";
    private static final String DESCRIPTION = "pack.json";
    private static final String WEIGHTS = "weights";
    private static final Pattern WEIGHTS_FILE = Pattern.compile("weights-[0-9a-z-]+\\.safetensors");
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final TensorFiles tensors;
    private final Predicate<String> names;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** @param names whether a base is the name of a model, whatever directories there are */
    PackStore(TensorFiles tensors, Predicate<String> names) {
        this.tensors = tensors;
        this.names = names;
    }

    void write(Path folder, Pack pack) {
        try {
            Files.createDirectories(folder);
            Optional<Path> before = weights(folder);
            String version = Long.toString(System.nanoTime(), Character.MAX_RADIX);
            Path weights = folder.resolve(WEIGHTS + "-" + version + ".safetensors");
            Path description = folder.resolve("pack-" + version + ".json");
            try {
                tensors.write(weights, pack.weights(), Map.of("format", "unipelt"));
                json.writeValue(
                        description.toFile(),
                        tree(folder, pack, weights.getFileName().toString()));
                Files.move(
                        description,
                        folder.resolve(DESCRIPTION),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(weights);
                Files.deleteIfExists(description);
                throw e;
            }
            for (Path old : before.stream().toList()) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw new DataException(
                    "pack " + folder,
                    "it cannot be written (" + Failures.reason(e) + ")",
                    "Make room or choose another folder; what was there before is untouched",
                    e);
        }
    }

    /** A base as it may stand in a pack: a name, or a directory relative to the folder. */
    private String portable(String base, Path folder) {
        Path path = Path.of(base);
        // the name of a model that is not here now may be that of a folder, such as the pack's own
        boolean name = path.getNameCount() == 1 && !path.isAbsolute() && !Files.isRegularFile(path.resolve(CONFIG));
        if (name || names.test(base) || !Files.isDirectory(path)) {
            return base;
        }
        try {
            Files.createDirectories(folder);
            Path relative = folder.toRealPath().relativize(path.toRealPath());
            return relative.getNameCount() == 1 ? "./" + relative : relative.toString(); // no model's name has a slash
        } catch (IOException | IllegalArgumentException e) {
            return path.getFileName().toString();
        }
    }

    /** Reads {@link #portable} back. */
    private String located(String base, Path folder) {
        Path beside = folder.resolve(base).normalize();
        return !names.test(base) && Files.isRegularFile(beside.resolve(CONFIG)) ? beside.toString() : base;
    }

    private Map<String, Object> tree(Path folder, Pack pack, String weights) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        Composition composition = pack.composition();
        tree.put(
                "composition",
                composition.withBase(portable(composition.base(), folder)).toMap());
        tree.put("task_state", pack.taskState());
        tree.put(WEIGHTS, weights);
        tree.put("bundles", pack.bundles());
        tree.put("results", pack.results());
        return tree;
    }

    /** The weights that go when the pack in a folder is replaced; other files there are not ours. */
    private Optional<Path> weights(Path folder) throws IOException {
        Path description = folder.resolve(DESCRIPTION);
        if (!Files.isRegularFile(description)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readTree(description.toFile()))
                    .map(tree -> tree.path(WEIGHTS).asText())
                    .filter(name -> WEIGHTS_FILE.matcher(name).matches())
                    .map(folder::resolve);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // it is no pack
        }
    }

    /** @throws DataException if the pack is missing, broken or newer than this version */
    Pack read(Path folder) {
        Path description = folder.resolve(DESCRIPTION);
        Map<String, Object> tree;
        try {
            tree = json.readValue(Files.readString(description), TREE);
        } catch (NoSuchFileException e) {
            throw new DataException(
                    "pack " + folder, "there is no " + DESCRIPTION, "Name a folder that 'unipelt train' wrote", e);
        } catch (JsonProcessingException e) {
            throw broken(folder, DESCRIPTION + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException(
                    "pack " + folder,
                    DESCRIPTION + " cannot be read (" + Failures.reason(e) + ")",
                    "Check that you may read it",
                    e);
        }
        if (tree == null || !(tree.get("format") instanceof Integer format)) {
            throw broken(folder, DESCRIPTION + " names no format", null);
        }
        if (format > FORMAT) {
            throw new DataException(
                    "pack " + folder,
                    "it has format " + format + ", and this version reads up to " + FORMAT,
                    "Update UniPELT, or train the pack again");
        }
        if (!(tree.get(WEIGHTS) instanceof String weights) || weights.contains("/")) {
            throw broken(folder, DESCRIPTION + " names no weights file in the pack", null);
        }
        Composition composition = Composition.of(object(tree, "composition", folder), "pack " + folder);
        Map<String, String> bundles = new LinkedHashMap<>();
        object(tree, "bundles", folder).forEach((k, v) -> bundles.put(k, String.valueOf(v)));
        return new Pack(
                composition.withBase(located(composition.base(), folder)),
                object(tree, "task_state", folder),
                tensors.read(folder.resolve(weights)),
                bundles,
                object(tree, "results", folder));
    }

    private static Map<String, Object> object(Map<String, Object> tree, String key, Path folder) {
        if (!(tree.get(key) instanceof Map<?, ?> map)) {
            throw broken(folder, DESCRIPTION + " has no object '" + key + "'", null);
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), v));
        return copy;
    }

    /** Read and written, as the path to a base model that is a directory depends on where the pack lies. */
    void move(Path folder, Path place) {
        if (place.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize())) {
            throw new DataException("pack " + folder, "it cannot be moved into itself", "Name another place");
        }
        write(place, read(folder));
        Folders.delete(folder);
    }

    private static DataException broken(Path folder, String reason, Exception cause) {
        return new DataException("pack " + folder, reason, "Train the pack again, or restore it from a copy", cause);
    }
}
