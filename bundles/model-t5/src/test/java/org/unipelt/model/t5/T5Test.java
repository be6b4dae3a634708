package org.unipelt.model.t5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.training.TokenBatch.Side;
import org.unipelt.testkit.model.BatchProperties;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;
import org.unipelt.testkit.model.PlainSites;

class T5Test {
    private static final Fixture PLAIN = new Fixture("tiny-t5");
    private static final Fixture GATED = new Fixture("tiny-t5-v1_1");

    @Test
    void everyOutputAgreesWithTheReferenceImplementation() {
        assertEquals(3 * 9, FamilyParity.compareAll(new T5Model(), PLAIN));
        assertEquals(3 * 8, FamilyParity.compareAll(new T5Model(), GATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-t5-v1_1"})
    void drawingCallsEverySiteOnceInOrder(String name) {
        Fixture fixture = new Fixture(name);
        try (DrawnModel model = DrawnModel.of(new T5Model(), fixture)) {
            List<Site> visited = ((PlainSites) model.sites())
                    .visited().stream()
                            // where the decoder's words come in, and no method stands
                            .filter(site -> site.stage() == Stage.ENCODER
                                    || !site.kind().word().startsWith("embedding"))
                            .toList();
            assertEquals(new T5Model().instantiate(fixture.config()).sites(), visited);
        }
    }

    @Test
    void theHalvesAttentionsAreSitesOfTheirOwn() {
        BaseModelInstance model = new T5Model().instantiate(GATED.config());
        assertEquals(3, count(model, Stage.ENCODER, SiteKind.KEY_VALUE));
        assertEquals(2, count(model, Stage.DECODER, SiteKind.KEY_VALUE));
        assertEquals(2, count(model, Stage.DECODER, SiteKind.CROSS_KEY_VALUE));
        assertEquals(0, count(model, Stage.ENCODER, SiteKind.CROSS_QUERY));
        assertEquals(3, count(model, Stage.ENCODER, SiteKind.FFN_GATE));
        assertEquals(0, count(model, Stage.DECODER, SiteKind.EMBEDDINGS));
        Site keys = model.sites().stream()
                .filter(site -> site.kind() == SiteKind.CROSS_KEY_VALUE)
                .findFirst()
                .orElseThrow();
        // three heads of eight, beside hidden states of 32
        assertEquals(24, keys.outputSize());
        assertTrue(model.sites().stream().noneMatch(Site::biased));
    }

    private static long count(BaseModelInstance model, Stage stage, SiteKind kind) {
        return model.sites().stream()
                .filter(site -> site.stage() == stage && site.kind() == kind)
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-t5", "tiny-t5-v1_1"})
    void tokensOfTheTextDoNotDependOnWhatStandsBesideThem(String name) {
        Fixture fixture = new Fixture(name);
        Map<String, TensorData> reference = fixture.tensors("reference.safetensors");
        try (DrawnModel model = DrawnModel.of(new T5Model(), fixture)) {
            BatchProperties batch = new BatchProperties(model, model.outputs().last(), Inputs.of(reference, 1));
            batch.paddingChangesNothing(Side.RIGHT, 5, 0);
            // positions are relative
            batch.paddingChangesNothing(Side.LEFT, 5, 0);
            batch.orderChangesNothing();
            batch.rowsByThemselvesAreTheSame();
        }
    }

    @Test
    void embeddingsMayBeStoredUnderTheHalvesNames() {
        Set<String> names = new LinkedHashSet<>(PLAIN.checkpoint().keySet());
        names.remove("shared.weight");
        names.add("decoder.embed_tokens.weight");
        BaseModelInstance model = new T5Model().instantiate(PLAIN.config());
        assertEquals("decoder.embed_tokens.weight", model.weights(names).get(0).source());
        names.remove("decoder.block.1.layer.1.EncDecAttention.o.weight");
        assertTrue(assertThrows(DataException.class, () -> model.weights(names))
                .getMessage()
                .contains("decoder.block.1.layer.1.EncDecAttention.o.weight"));
    }

    @Test
    void scoresOfWordsHaveWeightsOfTheirOwnOnlyWhereTheyAreNotTied() {
        Set<String> names = new LinkedHashSet<>(GATED.checkpoint().keySet());
        names.remove("lm_head.weight");
        BaseModelInstance model = new T5Model().instantiate(GATED.config());
        assertTrue(assertThrows(DataException.class, () -> model.weights(names))
                .getMessage()
                .contains("lm_head.weight"));
    }

    @Test
    void writingBeginsWithTheStartToken() {
        BaseModelInstance model = new T5Model().instantiate(PLAIN.config());
        assertEquals(OptionalInt.of(0), model.writing().orElseThrow().start());
        assertEquals(List.of(1), model.writing().orElseThrow().end());
        assertEquals(Optional.of("last"), model.pooling());
    }

    @ParameterizedTest
    @CsvSource({"model_type, gpt2", "d_model, 0", "feed_forward_proj, gated-softplus", "dropout_rate, 1.5"})
    void aWrongValueIsRefusedByItsKey(String key, String value) {
        Map<String, Object> config = new LinkedHashMap<>(PLAIN.config());
        config.put(key, value.equals("0") ? (Object) 0 : value.equals("1.5") ? (Object) 1.5 : value);
        String message = assertThrows(ConfigurationException.class, () -> new T5Model().instantiate(config))
                .getMessage();
        assertTrue(message.startsWith("config.json: '" + key + "' "), message);
    }
}
