package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog.ModelEntry;
import org.unipelt.api.model.ModelSource;

class ArtifactImportTest {
    private static final String COORDINATES = "org.example:model:1.0";
    private static final int HIDDEN = 64;

    @TempDir
    Path folder;

    @Test
    void takesTensorFlowModelFromAnArchiveInsideTheJar() throws IOException {
        String vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n";
        tinyBundle().write(folder.resolve("saved/variables/variables"));
        Map<String, byte[]> inner = new LinkedHashMap<>();
        inner.put("assets/vocab.txt", vocabulary.getBytes(StandardCharsets.UTF_8));
        inner.put("assets/model.json", "{\"doLowerCase\": false}".getBytes(StandardCharsets.UTF_8));
        inner.put("saved_model.pb", new byte[] {1});
        for (String name : List.of("variables/variables.index", "variables/variables.data-00000-of-00001")) {
            inner.put(name, Files.readAllBytes(folder.resolve("saved/" + name)));
        }
        Path archive = Fixtures.zip(folder.resolve("inner"), inner);
        ModelCatalogComponent catalog =
                catalog(Map.of("com/example/bert-L-2", Files.readAllBytes(archive), "A.class", new byte[] {1}));

        ModelEntry entry = catalog.importArtifact(COORDINATES, "tf");

        assertEquals(new ModelEntry("tf", "bert", COORDINATES, OptionalLong.of(13_312), Optional.empty()), entry);
        assertEquals(
                List.of(
                        "tf",
                        "tf/config.json",
                        "tf/model.safetensors",
                        "tf/tokenizer.json",
                        "tf/unipelt.json",
                        "tf/vocab.txt"),
                Fixtures.contents(folder.resolve("models")));
        ModelSource source = catalog.find("tf");
        assertEquals(2, source.config().get("num_hidden_layers"));
        assertEquals(1, source.config().get("num_attention_heads"));
        assertEquals(6, source.config().get("vocab_size"));
        assertEquals(96, source.config().get("intermediate_size"));
        assertEquals(
                false,
                ((Map<?, ?>) Json.object(source.files(), "tokenizer.json", "tf").get("normalizer")).get("lowercase"));
        try (Checkpoint checkpoint = catalog.open(source)) {
            String name = "bert.encoder.layer.1.intermediate.dense.weight";
            assertEquals(Shape.of(96, HIDDEN), checkpoint.shape(name));
            assertArrayEquals(ramp(96 * HIDDEN), checkpoint.read(name, true));
        }
    }

    @Test
    void takesOnnxModelWithItsTokenizer() throws IOException {
        byte[] tokenizer = Fixtures.resource("tiny-bert/tokenizer.json");
        ModelCatalogComponent catalog = catalog(
                Map.of("mini.onnx", tinyOnnx(2).bytes(), "mini-tokenizer.json", tokenizer, "README", new byte[1]));

        catalog.importArtifact(COORDINATES, "onnx");

        ModelSource source = catalog.find("onnx");
        assertEquals(4, source.config().get("num_attention_heads"));
        assertEquals(1, source.config().get("num_hidden_layers"));
        assertEquals(Json.object(tokenizer, "tokenizer", ""), Json.object(source.files(), "tokenizer.json", "onnx"));
        assertEquals(
                List.of(
                        "onnx",
                        "onnx/config.json",
                        "onnx/model.safetensors",
                        "onnx/tokenizer.json",
                        "onnx/unipelt.json"),
                Fixtures.contents(folder.resolve("models")));
    }

    @Test
    void takesHuggingFaceDirectory() throws IOException {
        Path model = Fixtures.tinyBert(folder.resolve("tiny"));
        Map<String, byte[]> entries = new HashMap<>();
        for (String name : Fixtures.contents(model)) {
            entries.put("models/tiny/" + name, Files.readAllBytes(model.resolve(name)));
        }
        ModelCatalogComponent catalog = catalog(entries);

        catalog.importArtifact(COORDINATES, "hf");

        assertEquals(32, catalog.find("hf").config().get("hidden_size"));
        assertArrayEquals(
                entries.get("models/tiny/model.safetensors"),
                Files.readAllBytes(folder.resolve("models/hf/model.safetensors")));
    }

    @Test
    void unknownLayoutIsNamedAndLeavesNothing() throws IOException {
        ModelCatalogComponent catalog = catalog(Map.of("data/readings.csv", new byte[] {1}));

        ModelCatalogTest.assertMessage(
                DataException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                COORDINATES + ": holds no model in a known layout, only: data/readings.csv");
        assertEquals(List.of(), Fixtures.contents(folder.resolve("models")));
    }

    /** Its names and shapes are a BERT's, its positions and norms are not. */
    @Test
    void aRobertaIsNotTakenForABert() throws IOException {
        ModelCatalogComponent catalog =
                catalog(Map.of("model.onnx", tinyOnnx(1).bytes(), "tokenizer.json", new byte[] {1}));

        ModelCatalogTest.assertMessage(
                DataException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                "its weights are not those of a BERT: it has one type of token, as a RoBERTa");
    }

    @Test
    void onnxModelOfAnotherFamilyIsRefused() throws IOException {
        byte[] onnx = new OnnxFile()
                .raw("wte.weight", 1, Fixtures.floats(1, 2), 1, 2)
                .node("Gather", "/wte/Gather", "wte.weight", "ids")
                .bytes();
        ModelCatalogComponent catalog = catalog(Map.of("gpt.onnx", onnx, "tokenizer.json", new byte[] {1}));

        ModelCatalogTest.assertMessage(
                DataException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                COORDINATES + ": has no config.json, and its weights are not those of a BERT");
    }

    @Test
    void entryThatClimbsOutOfTheFolderIsRefused() throws IOException {
        ModelCatalogComponent catalog = catalog(Map.of("../../../escaped.json", new byte[] {1}));

        ModelCatalogTest.assertMessage(
                DataException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                "it has an entry that points outside: ../../../escaped.json");
        assertTrue(Files.notExists(folder.resolve("escaped.json")));
        assertEquals(List.of(), Fixtures.contents(folder.resolve("models")));
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "not found");
        ModelCatalogComponent catalog = new ModelCatalogComponent(
                folder.resolve("models"), path -> Files.newInputStream(text), new WholeFiles());

        ModelCatalogTest.assertMessage(
                DataException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                COORDINATES + ": cannot be unpacked: it is no jar");
    }

    @Test
    void artifactThatCannotBeHadIsUnavailable() {
        ModelCatalogComponent catalog = new ModelCatalogComponent(
                folder.resolve("models"),
                path -> {
                    throw new FileNotFoundException("no repository has " + path);
                },
                new WholeFiles());

        ModelCatalogTest.assertMessage(
                UnavailableException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                COORDINATES + ": cannot be resolved: no repository has org.example/model/1.0");
    }

    @Test
    void withoutHandlerForMavenUrlsTheReasonIsClear() {
        ModelCatalogComponent catalog = new ModelCatalogComponent(folder.resolve("models"));

        ModelCatalogTest.assertMessage(
                UnavailableException.class,
                () -> catalog.importArtifact(COORDINATES, "x"),
                "nothing here understands mvn: URLs",
                "pax-url-aether");
    }

    @ParameterizedTest
    @CsvSource({"group:artifact", "group:artifact:1:2", "'group:artifact:../1'", "'a b:c:1'"})
    void coordinatesMustBeThree(String coordinates) {
        ModelCatalogComponent catalog = new ModelCatalogComponent(folder.resolve("models"));

        ModelCatalogTest.assertMessage(
                ConfigurationException.class,
                () -> catalog.importArtifact(coordinates, "x"),
                "Write group:artifact:version");
    }

    private ModelCatalogComponent catalog(Map<String, byte[]> jar) throws IOException {
        Path file = Fixtures.zip(folder.resolve("artifact.jar"), jar);
        return new ModelCatalogComponent(
                folder.resolve("models"),
                path -> {
                    assertEquals("org.example/model/1.0", path);
                    return Files.newInputStream(file);
                },
                new WholeFiles());
    }

    private static TensorBundleFile tinyBundle() throws IOException {
        TensorBundleFile bundle = new TensorBundleFile()
                .variable("module/bert/embeddings/word_embeddings", ramp(6 * HIDDEN), 6, HIDDEN)
                .variable("module/bert/embeddings/position_embeddings", ramp(8 * HIDDEN), 8, HIDDEN)
                .variable("module/bert/embeddings/token_type_embeddings", ramp(2 * HIDDEN), 2, HIDDEN);
        for (int layer = 0; layer < 2; layer++) {
            bundle.variable(
                    "module/bert/encoder/layer_" + layer + "/intermediate/dense/kernel", ramp(HIDDEN * 96), HIDDEN, 96);
        }
        return bundle;
    }

    private static OnnxFile tinyOnnx(int types) throws IOException {
        String attention = "/encoder/layer.0/attention/self/Constant_";
        return new OnnxFile()
                .raw("embeddings.word_embeddings.weight", 1, Fixtures.floats(ramp(6 * 32)), 6, 32)
                .raw("embeddings.position_embeddings.weight", 1, Fixtures.floats(ramp(8 * 32)), 8, 32)
                .raw("embeddings.token_type_embeddings.weight", 1, Fixtures.floats(ramp(types * 32)), types, 32)
                .raw("onnx::MatMul_1", 1, Fixtures.floats(ramp(32 * 48)), 32, 48)
                .constant(attention + 2, 4)
                .constant(attention + 3, 8)
                .node("MatMul", "/encoder/layer.0/intermediate/dense/MatMul", "x", "onnx::MatMul_1");
    }

    private static float[] ramp(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i / 8f;
        }
        return values;
    }
}
