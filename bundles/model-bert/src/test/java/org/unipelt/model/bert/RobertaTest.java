package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
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

class RobertaTest {
    private static final Fixture FIXTURE = new Fixture("tiny-roberta");
    private static final Map<String, TensorData> REFERENCE = FIXTURE.tensors("reference.safetensors");
    private static final int PADDING = 1;

    @Test
    void everyOutputAgreesWithTheReferenceImplementation() {
        assertEquals(4 * 8, FamilyParity.compareAll(new RobertaModel(), FIXTURE));
    }

    @Test
    void tokensDoNotDependOnWhatStandsBesideThem() {
        try (DrawnModel model = DrawnModel.of(new RobertaModel(), FIXTURE)) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), Inputs.of(REFERENCE, 1));
            for (int more : new int[] {1, 5, 19}) {
                batch.paddingChangesNothing(Side.RIGHT, more, PADDING);
                // positions count tokens alone
                batch.paddingChangesNothing(Side.LEFT, more, PADDING);
            }
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @Test
    void positionsFollowThePaddingIdAndNotTheMask() {
        Inputs given = Inputs.of(REFERENCE, 0);
        Inputs unmasked = given.padded(0, PADDING);
        unmasked.mask()[0][1] = 0;
        try (DrawnModel model = DrawnModel.of(new RobertaModel(), FIXTURE)) {
            TensorData all = model.run(model.outputs().hiddenStates().get(0), given);
            TensorData masked = model.run(model.outputs().hiddenStates().get(0), unmasked);
            assertArrayEquals(all.floats(), masked.floats());
        }
    }

    @Test
    void thereIsNoPoolerAndHeadsReadTheFirstToken() {
        BaseModelInstance model = new RobertaModel().instantiate(FIXTURE.config());
        assertTrue(model.sites().stream().noneMatch(site -> site.kind() == SiteKind.POOLER));
        assertEquals(Optional.of("first"), model.pooling());
        assertEquals(52 - 2, model.shape().maximumLength());
        assertFalse(model.writing().isPresent());
    }

    @Test
    void drawingCallsEverySiteOnceInOrder() {
        try (DrawnModel model = DrawnModel.of(new RobertaModel(), FIXTURE)) {
            List<Site> all = new RobertaModel().instantiate(FIXTURE.config()).sites();
            assertEquals(3 + 3 * 11, all.size());
            assertEquals(all, ((PlainSites) model.sites()).visited());
        }
    }

    @Test
    void modulesAreNamedAsInTheCheckpoint() {
        BaseModelInstance model = new RobertaModel().instantiate(FIXTURE.config());
        List<String> modules = model.sites().stream()
                .flatMap(site -> model.module(site).stream())
                .toList();
        assertEquals(1 + 3 * 8, modules.size());
        modules.forEach(module -> assertTrue(FIXTURE.checkpoint().containsKey("roberta." + module + ".bias"), module));
    }

    @Test
    void poolerOfACheckpointIsAnOutputAndNoSite() {
        Map<String, TensorData> checkpoint = FIXTURE.checkpoint();
        float[] half = new float[32 * 32];
        float[] bias = new float[32];
        for (int i = 0; i < 32; i++) {
            half[i * 32 + i] = 0.5f;
            bias[i] = 0.01f * i;
        }
        checkpoint.put("roberta.pooler.dense.weight", TensorData.of(Shape.of(32, 32), half));
        checkpoint.put("roberta.pooler.dense.bias", TensorData.of(Shape.of(32), bias));
        try (DrawnModel model = drawn(FIXTURE.config(), checkpoint)) {
            Inputs inputs = Inputs.of(REFERENCE, 0);
            float[] states = model.run(model.outputs().last(), inputs).floats();
            float[] pooled = model.run(model.output("pooler_output"), inputs).floats();
            for (int i = 0; i < 32; i++) {
                assertEquals(Math.tanh(0.5 * states[i] + bias[i]), pooled[i], 1e-6);
            }
            assertTrue(((PlainSites) model.sites()).visited().stream().noneMatch(s -> s.kind() == SiteKind.POOLER));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void allTokensHaveTheFirstType(int types) {
        Map<String, Object> config = new LinkedHashMap<>(FIXTURE.config());
        config.put("type_vocab_size", types);
        Map<String, TensorData> checkpoint = FIXTURE.checkpoint();
        checkpoint.computeIfPresent(
                "roberta.embeddings.token_type_embeddings.weight",
                (name, row) -> TensorData.of(Shape.of(types, 32), Arrays.copyOf(row.floats(), types * 32)));
        Inputs pair = Inputs.of(REFERENCE, 3).padded(0, PADDING);
        for (int[] row : pair.types()) {
            Arrays.fill(row, row.length / 2, row.length, 1);
        }
        try (DrawnModel model = drawn(config, checkpoint)) {
            assertArrayEquals(
                    REFERENCE.get("case.3.hidden_state.3").floats(),
                    model.run(model.outputs().last(), pair).floats(),
                    1e-4f);
        }
    }

    @Test
    void positionsBeginBehindThePaddingId() {
        Map<String, Object> config = new LinkedHashMap<>(FIXTURE.config());
        config.remove("pad_token_id");
        assertEquals(50, new RobertaModel().instantiate(config).shape().maximumLength());
        config.put("pad_token_id", 5);
        assertEquals(46, new RobertaModel().instantiate(config).shape().maximumLength());
        config.put("pad_token_id", 51);
        assertEquals(
                "config.json: 'max_position_embeddings' is 52, and the first position stands behind pad_token_id, 51."
                        + " Take config.json and checkpoint from the same model.",
                assertThrows(ConfigurationException.class, () -> new RobertaModel().instantiate(config))
                        .getMessage());
    }

    private static DrawnModel drawn(Map<String, Object> config, Map<String, TensorData> checkpoint) {
        return new DrawnModel(new RobertaModel(), config, checkpoint, model -> new PlainSites(model.ops()));
    }

    @Test
    void missingWeightsAndWrongFamiliesAreNamed() {
        BaseModelInstance model = new RobertaModel().instantiate(FIXTURE.config());
        Map<String, TensorData> checkpoint = new LinkedHashMap<>(FIXTURE.checkpoint());
        checkpoint.remove("roberta.encoder.layer.1.output.dense.bias");
        assertTrue(assertThrows(DataException.class, () -> model.weights(checkpoint.keySet()))
                .getMessage()
                .contains("encoder.layer.1.output.dense.bias"));
        Map<String, Object> config = new LinkedHashMap<>(FIXTURE.config());
        config.put("model_type", "bert");
        assertThrows(ConfigurationException.class, () -> new RobertaModel().instantiate(config));
    }
}
