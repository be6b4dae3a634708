package org.unipelt.model.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelSource;
import org.unipelt.checkpoints.ModelCatalogComponent;

class MiniLmFilesTest {
    private static final int LAYERS = 6;
    private static final int HIDDEN = 384;
    private static final int INTERMEDIATE = 1536;

    @TempDir
    Path models;

    private ModelCatalog catalog;
    private ModelSource source;

    @BeforeEach
    void findModel() {
        ModelCatalogComponent component = new ModelCatalogComponent(models);
        component.addWeights(new MiniLmFiles(), Map.of("pelt.weights", "minilm-l6"));
        catalog = component;
        source = catalog.find("minilm-l6");
    }

    @Test
    void configSaysBertOfSixLayersWithMeanPooling() {
        assertEquals("bert", source.family());
        assertEquals(Optional.of("mean"), source.pooling());
        assertEquals(LAYERS, source.config().get("num_hidden_layers"));
        assertEquals(12, source.config().get("num_attention_heads"));
    }

    @Test
    void holdsEveryTensorOfTheEncoderAndNoOther() {
        try (Checkpoint checkpoint = catalog.open(source)) {
            Map<String, Shape> found = new TreeMap<>();
            checkpoint.names().forEach(name -> found.put(name, checkpoint.shape(name)));

            assertEquals(encoder(), found);
        }
    }

    @Test
    void everyTensorReadsAsFiniteNumbersThatAreNotAllAlike() {
        try (Checkpoint checkpoint = catalog.open(source)) {
            for (String name : checkpoint.names()) {
                float[] values = checkpoint.read(name, false);
                double sum = 0;
                double squares = 0;
                for (float value : values) {
                    sum += value;
                    squares += (double) value * value;
                }
                double mean = sum / values.length;
                double deviation = Math.sqrt(squares / values.length - mean * mean);

                assertEquals(checkpoint.shape(name).size(), values.length);
                assertTrue(deviation > 1e-4 && deviation < 10, name + " deviates by " + deviation);
            }
        }
    }

    /** Two words of like meaning lie nearer than two unlike ones: rows and columns are where they belong. */
    @Test
    void wordsOfLikeMeaningLieNearEachOther() throws IOException {
        try (Checkpoint checkpoint = catalog.open(source)) {
            float[] words = checkpoint.read("embeddings.word_embeddings.weight", false);
            JsonNode vocabulary = tokenizer().path("model").path("vocab");
            int king = vocabulary.path("king").intValue();

            assertTrue(cosine(words, king, vocabulary.path("queen").intValue())
                    > 2 * cosine(words, king, vocabulary.path("yellow").intValue()));
        }
    }

    @Test
    void tokenizerHasAnEntryForEveryRow() throws IOException {
        assertEquals(
                source.config().get("vocab_size"),
                tokenizer().path("model").path("vocab").size());
    }

    @Test
    void unknownFileIsNamed() {
        assertEquals(
                "the bundle has no vocab.txt",
                assertThrows(IOException.class, () -> new MiniLmFiles().open("vocab.txt"))
                        .getMessage());
    }

    private JsonNode tokenizer() throws IOException {
        try (InputStream in = source.files().open("tokenizer.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static double cosine(float[] rows, int a, int b) {
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < HIDDEN; i++) {
            double x = rows[a * HIDDEN + i];
            double y = rows[b * HIDDEN + i];
            product += x * y;
            lengthA += x * x;
            lengthB += y * y;
        }
        return product / Math.sqrt(lengthA * lengthB);
    }

    private static Map<String, Shape> encoder() {
        Map<String, Shape> shapes = new TreeMap<>();
        shapes.put("embeddings.word_embeddings.weight", Shape.of(30522, HIDDEN));
        shapes.put("embeddings.position_embeddings.weight", Shape.of(512, HIDDEN));
        shapes.put("embeddings.token_type_embeddings.weight", Shape.of(2, HIDDEN));
        norm(shapes, "embeddings.LayerNorm");
        for (int i = 0; i < LAYERS; i++) {
            String layer = "encoder.layer." + i + ".";
            linear(shapes, layer + "attention.self.query", HIDDEN, HIDDEN);
            linear(shapes, layer + "attention.self.key", HIDDEN, HIDDEN);
            linear(shapes, layer + "attention.self.value", HIDDEN, HIDDEN);
            linear(shapes, layer + "attention.output.dense", HIDDEN, HIDDEN);
            norm(shapes, layer + "attention.output.LayerNorm");
            linear(shapes, layer + "intermediate.dense", INTERMEDIATE, HIDDEN);
            linear(shapes, layer + "output.dense", HIDDEN, INTERMEDIATE);
            norm(shapes, layer + "output.LayerNorm");
        }
        return shapes;
    }

    private static void linear(Map<String, Shape> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", Shape.of(out, in));
        shapes.put(name + ".bias", Shape.of(out));
    }

    private static void norm(Map<String, Shape> shapes, String name) {
        shapes.put(name + ".weight", Shape.of(HIDDEN));
        shapes.put(name + ".bias", Shape.of(HIDDEN));
    }
}
