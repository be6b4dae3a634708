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
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.session.PackContents;
import org.unipelt.checkpoints.ModelCatalogComponent;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.model.bert.BertModel;
import org.unipelt.model.bert.RobertaModel;
import org.unipelt.model.gpt2.Gpt2Model;
import org.unipelt.model.t5.T5Model;

/** Folders that peft and adapters saved for models of 3 layers of 32 (T5: in each half), and those models. */
final class Fixtures {
    static final String BERT = "tiny-bert";
    static final String ROBERTA = "tiny-roberta";
    static final String GPT2 = "tiny-gpt2";
    static final String T5 = "tiny-t5";
    private static final Map<String, BaseModel> FAMILIES =
            Map.of(BERT, new BertModel(), ROBERTA, new RobertaModel(), GPT2, new Gpt2Model(), T5, new T5Model());

    /** An adapter's weights. */
    static final String PLAIN = "adapter.safetensors";

    /** A copy of those that the library pickled. */
    static final String COPY = "pytorch_adapter.copy.safetensors";

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

    /** The entry of a composition that stands for an adapter. */
    static Map<String, Object> adapter(String placement, String nonLinearity, Object scaling, int bottleneck) {
        return Map.of(
                "method",
                "adapter",
                "placement",
                placement,
                "non_linearity",
                nonLinearity,
                "scaling",
                scaling,
                "dropout",
                0.0,
                "bottleneck",
                bottleneck);
    }

    static Converted convert(Path folder) {
        return with(base(folder), model -> new Folder(folder).convert(FILES, model));
    }

    static Converted convert(Path folder, String base) {
        return with(base, model -> new Folder(folder).convert(FILES, model));
    }

    /** The base model that a folder names; BERT where it names none. */
    private static String base(Path folder) {
        Path config = folder.resolve(Folder.CONFIG);
        Map<String, Object> values = Files.exists(config) ? Json.read(config) : Map.of();
        return String.valueOf(values.getOrDefault(PeftImport.BASE_MODEL, values.getOrDefault("model_name", BERT)));
    }

    static <T> T with(String base, Function<ModelParts, T> use) {
        return with(base, Map.of(), use);
    }

    /** @param changes keys of the base model's configuration in place of its own */
    static <T> T with(String base, Map<String, Object> changes, Function<ModelParts, T> use) {
        ModelCatalogComponent catalog = new ModelCatalogComponent(RESOURCES.resolve("none"));
        ModelSource source = catalog.find(RESOURCES.resolve(base).toString());
        try (Checkpoint checkpoint = catalog.open(source)) {
            Map<String, Object> config = new LinkedHashMap<>(source.config());
            config.putAll(changes);
            return use.apply(new ModelParts(source, FAMILIES.get(base).instantiate(config), checkpoint));
        }
    }

    static Map<String, TensorData> tensors(Path folder, String file) {
        return FILES.read(folder.resolve(file));
    }

    /** What the pack of a converted folder holds. */
    static PackContents pack(Converted converted) {
        String base = String.valueOf(converted.origin().getOrDefault(PeftImport.BASE_MODEL, BERT));
        return new PackContents(
                converted.composition(base),
                converted.head() == null ? Map.of() : converted.head().state(),
                converted.weights(),
                Map.of(Origin.KEY, converted.origin()));
    }

    static Exported export(PackContents pack) {
        return with(pack.composition().base(), model -> PeftExport.of(pack, model));
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
