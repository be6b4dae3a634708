package org.unipelt.interchange;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.pack.PackContents;
import org.unipelt.checkpoints.ModelCatalogComponent;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.model.bert.BertModel;

/** Folders that peft and adapters saved for a BERT of 3 layers of 32, and that BERT. */
final class Fixtures {
    static final Path RESOURCES = Path.of("src", "test", "resources");
    static final TensorFiles FILES = new SafetensorsFiles();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Fixtures() {}

    static Path peft(String name) {
        return RESOURCES.resolve("peft").resolve(name);
    }

    static Path adapters(String name) {
        return RESOURCES.resolve("adapters").resolve(name);
    }

    static Converted convert(Path folder) {
        return withBert(model -> new Folder(folder).convert(FILES, model));
    }

    static <T> T withBert(Function<ModelParts, T> use) {
        ModelCatalogComponent catalog = new ModelCatalogComponent(RESOURCES.resolve("none"));
        ModelSource source = catalog.find(RESOURCES.resolve("tiny-bert").toString());
        try (Checkpoint checkpoint = catalog.open(source)) {
            return use.apply(new ModelParts(source, new BertModel().instantiate(source.config()), checkpoint));
        }
    }

    static Map<String, TensorData> tensors(Path folder, String file) {
        return FILES.read(folder.resolve(file));
    }

    /** What the pack of a converted folder holds. */
    static PackContents pack(Converted converted) {
        return new PackContents(
                converted.composition("tiny-bert"),
                converted.head() == null ? Map.of() : converted.head().state(),
                converted.weights(),
                Map.of(Origin.KEY, converted.origin()));
    }

    static Exported export(PackContents pack) {
        return withBert(model -> PeftExport.of(pack, model));
    }

    /** A copy of a folder with another configuration. */
    static Path withConfig(Path folder, Path copy, Consumer<Map<String, Object>> change) throws IOException {
        copy(folder, copy);
        Path file = copy.resolve(Folder.CONFIG);
        Map<String, Object> config = JSON.readValue(file.toFile(), new TypeReference<>() {});
        change.accept(config);
        JSON.writeValue(file.toFile(), config);
        return copy;
    }

    /** A copy of a folder with other tensors. */
    static Path withTensors(Path folder, Path copy, String file, Consumer<Map<String, TensorData>> change)
            throws IOException {
        copy(folder, copy);
        Map<String, TensorData> tensors = new LinkedHashMap<>(FILES.read(copy.resolve(file)));
        change.accept(tensors);
        FILES.write(copy.resolve(file), tensors, Map.of());
        return copy;
    }

    private static void copy(Path folder, Path copy) throws IOException {
        Files.createDirectories(copy);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }
}
