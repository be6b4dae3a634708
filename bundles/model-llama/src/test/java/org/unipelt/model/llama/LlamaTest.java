package org.unipelt.model.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.text.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;
import org.unipelt.testkit.model.PlainSites;

class LlamaTest {
    private static final PlainLlama PLAIN = new PlainLlama();
    private static final Inputs BATCH = new Inputs(
            new int[][] {{5, 7, 2, 9, 11, 3}, {4, 29, 8, 0, 0, 0}, {17, 18, 19, 20, 0, 0}},
            new int[3][6],
            new float[][] {{1, 1, 1, 1, 1, 1}, {1, 1, 1, 0, 0, 0}, {1, 1, 1, 1, 0, 0}});

    private static DrawnModel drawn() {
        return new DrawnModel(
                new LlamaModel(), PlainLlama.config(), PLAIN.weights(), model -> new PlainSites(model.ops()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-llama-tied"})
    void everyOutputAgreesWithTheReferenceImplementation(String model) {
        assertEquals(5 * 6, FamilyParity.compareAll(new LlamaModel(), new Fixture(model)));
    }

    @Test
    void scoresAreThoseOfTheFormulas() {
        try (DrawnModel model = drawn()) {
            for (int row = 0; row < BATCH.batch(); row++) {
                Inputs text = BATCH.row(row);
                double[] expected = PLAIN.scores(text.ids()[0]);
                float[] actual = model.run(model.output(ModelOutputs.NEXT_TOKEN_LOGITS), text)
                        .floats();
                for (int word = 0; word < expected.length; word++) {
                    assertEquals(expected[word], actual[word], 1e-4, "row " + row + ", word " + word);
                }
            }
        }
    }

    @Test
    void tokensDoNotDependOnWhatStandsBesideThem() {
        try (DrawnModel model = drawn()) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), BATCH);
            batch.paddingChangesNothing(Side.RIGHT, 3, 0);
            batch.paddingChangesNothing(Side.LEFT, 3, 0);
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @Test
    void drawingCallsEverySiteOnceInOrder() {
        try (DrawnModel model = drawn()) {
            List<Site> all = new LlamaModel().instantiate(PlainLlama.config()).sites();
            assertEquals(all, ((PlainSites) model.sites()).visited());
            Site keys = all.stream()
                    .filter(site -> site.kind() == SiteKind.KEY_VALUE)
                    .findFirst()
                    .orElseThrow();
            assertEquals(PlainLlama.KEY_HEADS * PlainLlama.SIZE, keys.outputSize());
        }
    }

    @Test
    void missingWeightsAndWhatIsNotSupportedAreNamed() {
        BaseModelInstance model = new LlamaModel().instantiate(PlainLlama.config());
        Map<String, TensorData> weights = new LinkedHashMap<>(PLAIN.weights());
        weights.remove("model.layers.1.mlp.up_proj.weight");
        assertTrue(assertThrows(DataException.class, () -> model.weights(weights.keySet()))
                .getMessage()
                .contains("layers.1.mlp.up_proj.weight"));
        refused("rope_scaling", Map.of("type", "linear"));
        refused("rope_parameters", Map.of("rope_type", "llama3", "rope_theta", 100.0, "factor", 8.0));
        refused("attention_bias", true);
        refused("num_key_value_heads", 4);
        refused("head_dim", 3);
    }

    /** As it is saved where it was trained to classify. */
    @Test
    void aClassifierNeedsNoScoresOfWords() {
        Map<String, Object> config = PlainLlama.config();
        config.put("tie_word_embeddings", false);
        BaseModelInstance model = new LlamaModel().instantiate(config);
        Set<String> names = new TreeSet<>(PLAIN.weights().keySet());
        names.remove("lm_head.weight");
        assertTrue(assertThrows(DataException.class, () -> model.weights(names))
                .getMessage()
                .contains("lm_head.weight"));
        names.add("score.weight");
        assertTrue(
                model.weights(names).stream().anyMatch(weight -> weight.name().equals("classification.score.weight")));
    }

    @Test
    void positionsAreReadWhereverTransformersWroteThem() {
        Map<String, Object> config = PlainLlama.config();
        LlamaConfig before = LlamaConfig.read(config);
        Object theta = config.remove("rope_theta");
        config.put("rope_parameters", Map.of("rope_type", "default", "rope_theta", theta));
        assertEquals(before, LlamaConfig.read(config));
        assertEquals(100, LlamaConfig.read(config).theta());
    }

    private static void refused(String key, Object value) {
        Map<String, Object> config = PlainLlama.config();
        config.put(key, value);
        String message = assertThrows(ConfigurationException.class, () -> new LlamaModel().instantiate(config))
                .getMessage();
        assertTrue(message.startsWith("config.json: '" + key + "' "), message);
    }
}
