package org.unipelt.model.t5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.text.TokenBatch.Side;
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
    void allMissingWeightsAreNamed() {
        BaseModelInstance model = new T5Model().instantiate(PLAIN.config());
        String message = assertThrows(DataException.class, () -> model.weights(Set.of("lm_head.weight")))
                .getMessage();
        for (String name : PLAIN.checkpoint().keySet()) {
            assertTrue(message.contains(name), name + " in " + message);
        }
    }

    @Test
    void modulesAreNamedAsInTheLibrary() {
        BaseModelInstance gated = new T5Model().instantiate(GATED.config());
        Map<SiteKind, Optional<String>> encoder = modules(gated, Stage.ENCODER);
        assertEquals(Optional.of("encoder.block.1.layer.0.SelfAttention.q"), encoder.get(SiteKind.QUERY));
        assertEquals(Optional.of("encoder.block.1.layer.1.DenseReluDense.wi_1"), encoder.get(SiteKind.FFN_IN));
        assertEquals(Optional.of("encoder.block.1.layer.1.DenseReluDense.wi_0"), encoder.get(SiteKind.FFN_GATE));
        assertEquals(Optional.of("encoder.block.1.layer.1.layer_norm"), encoder.get(SiteKind.FFN_NORM));
        assertEquals(Optional.empty(), encoder.get(SiteKind.KEY_VALUE));
        Map<SiteKind, Optional<String>> decoder = modules(gated, Stage.DECODER);
        assertEquals(Optional.of("decoder.block.1.layer.1.EncDecAttention.k"), decoder.get(SiteKind.CROSS_KEY));
        assertEquals(Optional.of("decoder.block.1.layer.1.layer_norm"), decoder.get(SiteKind.CROSS_ATTENTION_NORM));
        assertEquals(Optional.of("decoder.block.1.layer.2.DenseReluDense.wo"), decoder.get(SiteKind.FFN_OUT));
        BaseModelInstance plain = new T5Model().instantiate(PLAIN.config());
        assertEquals(
                Optional.of("decoder.block.1.layer.2.DenseReluDense.wi"),
                modules(plain, Stage.DECODER).get(SiteKind.FFN_IN));
    }

    private static Map<SiteKind, Optional<String>> modules(BaseModelInstance model, Stage stage) {
        return model.sites().stream()
                .filter(site -> site.stage() == stage && site.layer() == 1)
                .collect(Collectors.toMap(Site::kind, model::module));
    }

    @Test
    void olderConfigsLackKeysThatHaveAUsualValue() {
        Map<String, Object> config = new LinkedHashMap<>(PLAIN.config());
        config.keySet()
                .removeAll(Set.of(
                        "feed_forward_proj",
                        "num_decoder_layers",
                        "decoder_start_token_id",
                        "relative_attention_max_distance",
                        "dropout_rate",
                        "layer_norm_epsilon"));
        T5Config read = T5Config.read(config);
        assertEquals(Activation.RELU, read.activation());
        assertFalse(read.gated());
        assertTrue(read.tied());
        assertEquals(3, read.decoderLayers());
        assertEquals(128, read.maximumDistance());
        assertEquals(512, read.length());
        // the padding token starts
        assertEquals(OptionalInt.of(0), read.writing().start());
    }

    @ParameterizedTest
    @CsvSource({"relu, RELU, false", "gelu, GELU, false", "gated-gelu, GELU_TANH, true", "gated-silu, SILU, true"})
    void theFeedForwardNetworkIsWhatTheConfigNames(String word, Activation activation, boolean gated) {
        Map<String, Object> config = new LinkedHashMap<>(PLAIN.config());
        config.put("feed_forward_proj", word);
        T5Config read = T5Config.read(config);
        assertEquals(activation, read.activation());
        assertEquals(gated, read.gated());
    }

    @Test
    void aCheckpointThatWasWrittenAnewIsReadAsBefore() {
        for (Map<String, Object> before : List.of(PLAIN.config(), GATED.config())) {
            Map<String, Object> anew = new LinkedHashMap<>(before);
            anew.put("scale_decoder_outputs", before.getOrDefault("tie_word_embeddings", true));
            anew.put("tie_word_embeddings", true);
            assertEquals(T5Config.read(before), T5Config.read(anew));
        }
        assertFalse(T5Config.read(GATED.config()).tied());
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
