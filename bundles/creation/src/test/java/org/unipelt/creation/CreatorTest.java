package org.unipelt.creation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator.Created;
import org.unipelt.api.model.ModelCreator.Order;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.model.NewModel;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.checkpoints.ModelCatalogComponent;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.model.t5.NewT5;
import org.unipelt.model.t5.T5Model;
import org.unipelt.tokenizers.HuggingFaceTokenizerFactory;

class CreatorTest {
    private static final List<String> TEXTS = List.of(
            "Drei Gänse laufen vor dem Bäcker über die schmale Straße.",
            "Ein Mädchen (mit einer Jacke) füttert Möwen!",
            "\"Don't move\", shouts the photographer at 7:30.",
            "Ein Mann, zwei Männer; ein Mädchen, zwei Mädchen.");
    private static final NewModel.Sizes SIZES = new NewModel.Sizes(32, 2, 4, 48, 0.1);

    @TempDir
    Path folder;

    private final PackedSessions sessions = new PackedSessions();
    private ModelCatalog catalog;
    private Creator creator;
    private Path text;

    @BeforeEach
    void start() throws IOException {
        catalog = new ModelCatalogComponent(folder.resolve("models"));
        creator = new Creator(new FileTableReader(), new SafetensorsFiles(), catalog, sessions);
        creator.addStart(new NewT5(), Map.of("pelt.model", "t5"));
        creator.addFamily(new T5Model(), Map.of("pelt.model", "t5"));
        text = Files.write(folder.resolve("text.de"), TEXTS);
    }

    @Test
    void theFamilyFindsAllItsWeights() {
        Created created = create("new", 80, 42);
        ModelSource source = catalog.find(folder.resolve("new").toString());

        assertEquals("t5", source.family());
        assertEquals(created.vocabulary(), source.config().get("vocab_size"));
        try (Checkpoint checkpoint = catalog.open(source)) {
            var weights = new T5Model().instantiate(source.config()).weights(checkpoint.names());
            assertEquals(
                    created.numbers(),
                    weights.stream()
                            .mapToLong(
                                    weight -> checkpoint.shape(weight.source()).size())
                            .sum());
            assertEquals(
                    "[48, 32]",
                    checkpoint
                            .shape("encoder.block.1.layer.1.DenseReluDense.wi.weight")
                            .toString());
        }
    }

    /** As T5PreTrainedModel._init_weights: words 1, queries 1 / sqrt(32 * 8), the middle's map out 1 / sqrt(48). */
    @Test
    void weightsStartAsTheLibraryDrawsThem() {
        create("new", 80, 42);
        var tensors = new SafetensorsFiles().read(folder.resolve("new/model.safetensors"));

        assertEquals(1, deviation(tensors.get("shared.weight").floats()), 0.06);
        String layer = "decoder.block.0.layer.";
        assertEquals(
                0.0625,
                deviation(tensors.get(layer + "0.SelfAttention.q.weight").floats()),
                0.006);
        assertEquals(
                0.0625,
                deviation(tensors.get(layer + "1.EncDecAttention.q.weight").floats()),
                0.006);
        assertEquals(
                0.1768,
                deviation(tensors.get(layer + "0.SelfAttention.k.weight").floats()),
                0.015);
        assertEquals(
                0.1443,
                deviation(tensors.get(layer + "2.DenseReluDense.wo.weight").floats()),
                0.012);
        assertEquals(0, deviation(tensors.get(layer + "2.layer_norm.weight").floats()));
        assertEquals(1, tensors.get("encoder.final_layer_norm.weight").floats()[0]);
    }

    @Test
    void textsBecomePiecesAndComeBackAsTheyWere() {
        Created created = create("new", 120, 42);
        try (TextTokenizer tokenizer = tokenizer("new")) {
            assertEquals(created.vocabulary(), tokenizer.vocabularySize());
            assertEquals(0, tokenizer.paddingId());
            for (String each : TEXTS) {
                int[] ids = tokenizer
                        .encode(each, null, 512, Truncation.LONGEST_FIRST)
                        .ids();
                assertEquals(1, ids[ids.length - 1], "the end token");
                assertEquals(each, tokenizer.decode(ids, true));
                assertTrue(ids.length < each.length(), "pieces are longer than characters");
            }
            List<String> pieces = tokenizer
                    .encode(" Mädchen \t\u00a0漢", null, 512, Truncation.LONGEST_FIRST)
                    .tokens();
            assertTrue(pieces.contains("▁Mädchen"), pieces::toString);
            assertTrue(pieces.contains("<unk>"), pieces::toString);
        }
    }

    @Test
    void theSameSeedGivesTheSameModel() throws IOException {
        create("first", 80, 42);
        create("second", 80, 42);
        create("other", 80, 43);

        assertArrayEquals(bytes("first/model.safetensors"), bytes("second/model.safetensors"));
        assertArrayEquals(bytes("first/tokenizer.json"), bytes("second/tokenizer.json"));
        assertNotEquals(
                new String(bytes("first/model.safetensors"), StandardCharsets.ISO_8859_1),
                new String(bytes("other/model.safetensors"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void aModelWithANameIsInTheCatalog() {
        creator.create("small-t5", new Order("t5", SIZES, List.of(text), 80, 42));

        assertEquals(
                List.of("small-t5"),
                catalog.list().stream().map(ModelCatalog.ModelEntry::name).toList());
        assertEquals("t5", catalog.find("small-t5").family());
        Order unreadable = new Order("t5", SIZES, List.of(folder.resolve("none.de")), 80, 42);
        assertEquals(
                "model 'small-t5': is there already. Choose another name.",
                assertThrows(DataException.class, () -> creator.create("small-t5", unreadable))
                        .getMessage());
    }

    @Test
    void whatAPackTrainedBecomesAModel() throws IOException {
        create("new", 80, 42);
        Path pooling = Files.createDirectory(folder.resolve("new/1_Pooling")).resolve("config.json");
        Files.writeString(pooling, "{\"pooling_mode\": \"mean\"}");
        float[] trained = new float[32 * 48];
        trained[1] = 7;
        sessions.set(
                Map.of("base", folder.resolve("new").toString()),
                Map.of(
                        "base.encoder.block.0.layer.1.DenseReluDense.wi.weight",
                        TensorData.of(Shape.of(32, 48), trained)));

        Created made = creator.fromPack(folder.resolve("pack"), "trained");

        var before = new SafetensorsFiles().read(folder.resolve("new/model.safetensors"));
        var after = new SafetensorsFiles().read(folder.resolve("models/trained/model.safetensors"));
        assertEquals(before.keySet(), after.keySet());
        assertEquals(before.get("shared.weight"), after.get("shared.weight"));
        assertEquals(
                7, after.get("encoder.block.0.layer.1.DenseReluDense.wi.weight").floats()[32]);
        assertEquals(catalog.find("trained").config().get("vocab_size"), made.vocabulary());
        assertEquals(Optional.of("mean"), catalog.find("trained").pooling());
        try (TextTokenizer tokenizer = new HuggingFaceTokenizerFactory(folder.resolve("native"))
                .open(catalog.find("trained").files())) {
            assertEquals(made.vocabulary(), tokenizer.vocabularySize());
        }
    }

    @Test
    void whatCannotBeMadeLeavesNothing() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        assertEquals(
                there + ": is there already. Name another place, or remove what is there first.",
                assertThrows(DataException.class, () -> create("there", 80, 1)).getMessage());

        Path latin = Files.write(folder.resolve("latin.de"), "gut\nschön\n".getBytes(StandardCharsets.ISO_8859_1));
        Order order = new Order("t5", SIZES, List.of(text, latin), 80, 1);
        String message = assertThrows(DataException.class, () -> creator.create(folder.resolve("x"), order))
                .getMessage();
        assertTrue(message.startsWith(latin + ", line 2: "), message);

        Order heads = new Order("t5", new NewModel.Sizes(30, 2, 4, 48, 0.1), List.of(text), 80, 1);
        assertThrows(ConfigurationException.class, () -> creator.create(folder.resolve("x"), heads));
        Order family = new Order("bert", SIZES, List.of(text), 80, 1);
        assertThrows(UnavailableException.class, () -> creator.create(folder.resolve("x"), family));
        assertFalse(Files.exists(folder.resolve("x")));
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
        }
    }

    private Created create(String name, int vocabulary, long seed) {
        return creator.create(folder.resolve(name), new Order("t5", SIZES, List.of(text), vocabulary, seed));
    }

    private TextTokenizer tokenizer(String name) {
        return new HuggingFaceTokenizerFactory(folder.resolve("native"))
                .open(catalog.find(folder.resolve(name).toString()).files());
    }

    private byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    private static double deviation(float[] values) {
        double mean = 0;
        double squares = 0;
        for (float value : values) {
            mean += value / values.length;
            squares += (double) value * value / values.length;
        }
        return Math.sqrt(Math.max(0, squares - mean * mean));
    }
}
