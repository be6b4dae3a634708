package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.TensorData;
import org.unipelt.checkpoints.ModelCatalogComponent;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.model.bert.BertModel;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class ModelCommandTest {
    private static final int HIDDEN = 4;

    @TempDir
    Path folder;

    private final TestServices services = new TestServices();

    @Test
    void showTellsWhatAModelIs() throws IOException {
        Path model = model(bert());

        Run run = show(model);

        assertEquals("", run.err());
        assertEquals(
                """
                name         %s
                family       bert
                sizes        2 layers of 4, 10 tokens known, texts of up to 8 tokens
                parameters   396
                checkpoint   safetensors, F32
                tokenizer    WordPiece
                licence      mit
                writes text  no
                missing      nothing
                not read     nothing

                WHERE               SITE              SIZE
                encoder             embeddings        4 -> 4
                encoder             embedding_norm    4 -> 4, biased
                encoder             embedding_output  4 -> 4
                encoder layers 0-1  query             4 -> 4, biased
                """.formatted(model).lines().toList(),
                run.out().lines().limit(16).toList());
        assertTrue(run.out().contains("encoder layers 0-1  ffn_in            4 -> 6, biased"), run.out());
        assertFalse(run.out().contains("TENSOR"), run.out());
    }

    @Test
    void showNamesTensorsThatAreMissing() throws IOException {
        Map<String, TensorData> tensors = bert();
        tensors.remove("encoder.layer.1.output.dense.bias");
        tensors.remove("embeddings.LayerNorm.weight");

        Run run = show(model(tensors));

        assertEquals(0, run.code());
        assertTrue(run.out().contains("parameters   unknown"), run.out());
        assertTrue(
                run.out()
                        .contains("2 weights of a bert model with 2 layers are missing: embeddings.LayerNorm.weight,"
                                + " encoder.layer.1.output.dense.bias"),
                run.out());
    }

    @Test
    void showNamesTensorsThatNothingReadsButNotCopies() throws IOException {
        Map<String, TensorData> tensors = bert();
        tensors.put("encoder.layer.2.output.dense.bias", TensorData.of(Shape.of(2), new float[] {7, 8}));
        tensors.put("decoder.weight", tensors.get("embeddings.word_embeddings.weight"));

        Run run = show(model(tensors));

        List<String> lines = run.out().lines().toList();
        int at = lines.indexOf("not read     1 tensor");
        assertTrue(at > 0, run.out());
        assertEquals("    encoder.layer.2.output.dense.bias", lines.get(at + 1));
        assertEquals("", lines.get(at + 2));
    }

    @Test
    void showListsEveryTensorOnRequest() throws IOException {
        Run run = show(model(bert()), "--tensors");

        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("TENSOR ")), run.out());
        assertTrue(
                run.out().lines().anyMatch(line -> line.matches("embeddings.word_embeddings.weight +\\[10, 4] +40")),
                run.out());
    }

    @Test
    void showGivesJson() throws IOException {
        Map<?, ?> json =
                (Map<?, ?>) Json.parse(show(model(bert()), "--json").out()).orElseThrow();

        assertEquals(396, json.get("parameters"));
        assertEquals("WordPiece", json.get("tokenizer"));
        assertEquals("mit", json.get("licence"));
        assertEquals(List.of(), json.get("unexpected"));
        assertEquals(List.of(10, 4), ((Map<?, ?>) json.get("tensors")).get("embeddings.word_embeddings.weight"));
        assertTrue(((List<?>) json.get("sites"))
                .contains(Map.of(
                        "stage",
                        "encoder",
                        "kind",
                        "ffn_out",
                        "layers",
                        List.of(0, 1),
                        "input",
                        6,
                        "output",
                        4,
                        "biased",
                        true)));
    }

    @Test
    void showNamesAFamilyThatNoBundleKnows() throws IOException {
        Path model = model(bert());
        Run run = show(model);
        services.families = Map.of();
        Run unknown = Run.of(services, "model", "show", model.toString());

        assertEquals(0, run.code());
        assertEquals(1, unknown.code());
        assertTrue(unknown.out().isEmpty());
    }

    @Test
    void importedModelIsShownAndListedByItsName() throws IOException {
        Path model = model(bert());
        show(model);

        Run imported = Run.of(services, "model", "import", "--dir", model.toString(), "--name", "small");

        assertEquals("imported small (bert, from my-bert)\n", imported.out());
        assertEquals(
                List.of("NAME   FAMILY  NUMBERS  LICENCE  FROM", "small  bert        396  mit      my-bert"),
                Run.of(services, "model", "list").out().lines().toList());
        Run shown = Run.of(services, "model", "show", "small");
        assertTrue(shown.out().startsWith("name         small\n"), shown.out());
    }

    private Run show(Path model, String... options) {
        services.catalog = new ModelCatalogComponent(folder.resolve("models"));
        services.families = Map.of("bert", new BertModel());
        List<String> arguments = new ArrayList<>(List.of("model", "show", model.toString()));
        arguments.addAll(List.of(options));
        return Run.of(services, arguments.toArray(String[]::new));
    }

    private Path model(Map<String, TensorData> tensors) throws IOException {
        Path model = Files.createDirectory(folder.resolve("my-bert"));
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "bert", "vocab_size": 10, "hidden_size": 4, "num_hidden_layers": 2,
                 "num_attention_heads": 2, "intermediate_size": 6, "max_position_embeddings": 8,
                 "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "pad_token_id": 0}
                """);
        Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {\"type\": \"WordPiece\"}}");
        Files.writeString(model.resolve("README.md"), "---\nlicense: mit\n---\n");
        new SafetensorsFiles().write(model.resolve("model.safetensors"), tensors, Map.of());
        return model;
    }

    /** A BERT of two layers, without a pooler. */
    private static Map<String, TensorData> bert() {
        Map<String, TensorData> tensors = new TreeMap<>();
        tensors.put("embeddings.word_embeddings.weight", data(10, HIDDEN));
        tensors.put("embeddings.position_embeddings.weight", data(8, HIDDEN));
        tensors.put("embeddings.token_type_embeddings.weight", data(2, HIDDEN));
        part(tensors, "embeddings.LayerNorm", HIDDEN);
        for (int layer = 0; layer < 2; layer++) {
            String start = "encoder.layer." + layer + ".";
            for (String map : List.of("self.query", "self.key", "self.value", "output.dense")) {
                part(tensors, start + "attention." + map, HIDDEN, HIDDEN);
            }
            part(tensors, start + "attention.output.LayerNorm", HIDDEN);
            part(tensors, start + "intermediate.dense", 6, HIDDEN);
            part(tensors, start + "output.dense", HIDDEN, 6);
            part(tensors, start + "output.LayerNorm", HIDDEN);
        }
        return tensors;
    }

    private static void part(Map<String, TensorData> tensors, String name, long... weight) {
        tensors.put(name + ".weight", data(weight));
        tensors.put(name + ".bias", data(weight[0]));
    }

    private static TensorData data(long... shape) {
        float[] values = new float[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + values.length;
        }
        return TensorData.of(Shape.of(shape), values);
    }

    @Test
    void importTakesExactlyOneOrigin() {
        services.catalog = new Catalog();
        assertEquals(2, Run.of(services, "model", "import").code());
        assertEquals(
                2,
                Run.of(services, "model", "import", "--dir", "a", "--maven", "g:a:1")
                        .code());
    }

    @Test
    void importNamesAModelByItsDirectoryOrArtifact() {
        Catalog catalog = new Catalog();
        services.catalog = catalog;
        assertEquals(
                0, Run.of(services, "model", "import", "--dir", "down/my-bert/").code());
        assertEquals(
                0, Run.of(services, "model", "import", "--maven", "g:bert:1.0").code());
        assertEquals(
                0,
                Run.of(services, "model", "import", "--dir", "x", "--name", "y").code());
        assertEquals(List.of("my-bert", "bert", "y"), catalog.names);
    }

    @Test
    void modelsAreListed() {
        services.catalog = new Catalog();
        assertEquals(
                List.of(
                        "NAME       FAMILY  NUMBERS  LICENCE  FROM",
                        "minilm-l6  bert          -  -        a bundle",
                        "other      gpt2      1,234  mit      a directory"),
                Run.of(services, "model", "list").out().lines().toList());
    }

    @Test
    void modelsAreListedAsJson() {
        services.catalog = new Catalog();
        List<?> json = (List<?>)
                Json.parse(Run.of(services, "model", "list", "--json").out()).orElseThrow();
        assertEquals(1234, ((Map<?, ?>) json.get(1)).get("numbers"));
        assertEquals("mit", ((Map<?, ?>) json.get(1)).get("licence"));
        assertEquals(null, ((Map<?, ?>) json.get(0)).get("licence"));
    }

    @Test
    void modelWithoutACommandIsAUsageError() {
        assertEquals(2, Run.of(services, "model").code());
    }

    /** A catalog with one model; the real one reads checkpoints from bundles. */
    private static final class Catalog implements ModelCatalog {
        private final List<String> names = new ArrayList<>();

        @Override
        public void listen(Runnable listener) {}

        @Override
        public void forget(Runnable listener) {}

        @Override
        public ModelSource find(String name) {
            throw new UnavailableException(name, "there is no such model", "");
        }

        @Override
        public boolean isName(String name) {
            return list().stream().anyMatch(entry -> entry.name().equals(name));
        }

        @Override
        public Checkpoint open(ModelSource source) {
            throw new UnavailableException("checkpoint", "there is none", "");
        }

        @Override
        public Optional<String> licence(ModelSource source) {
            return Optional.empty();
        }

        @Override
        public List<ModelEntry> list() {
            return List.of(
                    new ModelEntry("minilm-l6", "bert", "a bundle"),
                    new ModelEntry("other", "gpt2", "a directory", OptionalLong.of(1234), Optional.of("mit")));
        }

        @Override
        public ModelEntry importDirectory(Path directory, String name) {
            return imported(name);
        }

        @Override
        public ModelEntry importArtifact(String coordinates, String name) {
            return imported(name);
        }

        private ModelEntry imported(String name) {
            names.add(name);
            return new ModelEntry(name, "bert", "an import");
        }
    }
}
