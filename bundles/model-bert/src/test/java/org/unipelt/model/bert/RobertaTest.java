package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.training.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;

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
            batch.paddingChangesNothing(Side.RIGHT, 5, PADDING);
            // positions count tokens alone
            batch.paddingChangesNothing(Side.LEFT, 5, PADDING);
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
    void headsOfTheLibrarysOwnClassesAreFoundToo() {
        Map<String, TensorData> checkpoint = new LinkedHashMap<>();
        FIXTURE.checkpoint()
                .forEach((name, tensor) -> checkpoint.put(name.replaceFirst("^classification\\.", ""), tensor));
        try (DrawnModel model = new DrawnModel(
                new RobertaModel(),
                FIXTURE.config(),
                checkpoint,
                own -> new org.unipelt.testkit.model.PlainSites(own.ops()))) {
            assertTrue(model.outputs().named().containsKey("classification_logits"));
        }
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
