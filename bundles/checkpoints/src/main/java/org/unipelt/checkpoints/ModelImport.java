package org.unipelt.checkpoints;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.TensorData;

/** Copies a model's files into a folder of its own: weights as safetensors, a tokenizer.json always. */
final class ModelImport {
    /** Texts at the top that say how to use the model, and its licence. Weights of other formats stay behind. */
    private static final Pattern KEPT =
            Pattern.compile("[^/]+\\.(?:json|txt|model|md)|(?:LICENSE|NOTICE|COPYING)[^/]*|1_Pooling/config\\.json");

    private final WholeFiles writer;

    ModelImport(WholeFiles writer) {
        this.writer = writer;
    }

    /**
     * Copies a model.
     *
     * @param model how messages name it
     * @param source its files, config.json among them
     * @param target an empty folder
     * @throws DataException if the files are no usable model, or cannot be written
     */
    void copy(String model, ModelFiles source, Path target) {
        ModelConfig.read(model, source);
        ModelFiles files = TokenizedFiles.of(model, source);
        if (!files.names().contains(TokenizedFiles.TOKENIZER)) {
            throw new DataException(
                    model,
                    "has no tokenizer.json",
                    "Load its tokenizer in Python (AutoTokenizer, use_fast=True) and save it into the directory");
        }
        try (Checkpoint checkpoint = Checkpoints.open(model, files)) {
            Set<String> names = files.names();
            names.stream()
                    .filter(name -> KEPT.matcher(name).matches())
                    .forEach(name -> copy(model, files, name, target));
            if (names.contains(SafetensorsFormat.FILE) || names.contains(SafetensorsFormat.INDEX)) {
                weights(names).forEach(name -> copy(model, files, name, target));
            } else {
                convert(model, checkpoint, target);
            }
        }
    }

    private static List<String> weights(Set<String> names) {
        return names.contains(SafetensorsFormat.FILE)
                ? Stream.of(SafetensorsFormat.FILE, SafetensorsFormat.HEADS)
                        .filter(names::contains)
                        .toList()
                : names.stream()
                        .filter(name -> name.matches("[^/]+\\.safetensors"))
                        .toList();
    }

    private void copy(String model, ModelFiles files, String name, Path target) {
        Path file = target.resolve(name);
        writer.writeInFolder(file, shown(model, name), out -> {
            try (InputStream in = files.open(name)) {
                in.transferTo(out);
            }
        });
    }

    private void convert(String model, Checkpoint checkpoint, Path target) {
        SortedMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        for (String name : checkpoint.names()) {
            tensors.put(
                    name,
                    new SafetensorsWriter.Tensor(
                            checkpoint.shape(name),
                            false,
                            () -> TensorData.of(checkpoint.shape(name), checkpoint.read(name, false))));
        }
        // Without it transformers refuses the file.
        Map<String, String> metadata = Map.of("format", "pt");
        new SafetensorsWriter(writer)
                .write(target.resolve(SafetensorsFormat.FILE), shown(model, SafetensorsFormat.FILE), tensors, metadata);
    }

    /** The copy still lies in a folder that only has a passing name. */
    private static String shown(String model, String name) {
        return "the imported copy of " + model + "/" + name;
    }
}
