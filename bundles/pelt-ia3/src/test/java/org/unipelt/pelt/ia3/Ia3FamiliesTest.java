package org.unipelt.pelt.ia3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as peft and adapters count. */
class Ia3FamiliesTest {
    private static long count(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new Ia3Module(), options, model.sites()).count();
    }

    @Test
    void countsAsThePublishedImplementationsDoOnEveryFamily() {
        assertEquals(55_296, count(PublishedModel.ROBERTA_BASE, Map.of()));
        assertEquals(55_296, count(PublishedModel.GPT2, Map.of()));
        assertEquals(43_008, count(PublishedModel.T5_SMALL, Map.of()));
        // peft scales the whole of what GPT-2's fused map gives
        assertEquals(
                64_512, count(PublishedModel.GPT2, Map.of("targets", List.of("query", "key", "value", "ffn_out"))));
    }

    @Test
    void standsInTheHalfThatIsChosen() {
        assertEquals(18_432, count(PublishedModel.T5_SMALL, Map.of("stages", List.of("encoder"))));
        assertEquals(24_576, count(PublishedModel.T5_SMALL, Map.of("stages", List.of("decoder"))));
        assertEquals(0, count(PublishedModel.GPT2, Map.of("stages", List.of("encoder"))));
    }

    @Test
    void choosesCrossAttentionApartFromTheDecodersOwn() {
        assertEquals(
                6 * 2 * 512, count(PublishedModel.T5_SMALL, Map.of("targets", List.of("cross_key", "cross_value"))));
    }

    @Test
    void takesItsSizesFromTheSites() {
        // keys and values of heads that are narrower together than the model, and what the gated network reads last
        long encoder = 8 * (2 * 384 + 1024);
        assertEquals(encoder, count(PublishedModel.T5_V1_1_SMALL, Map.of("stages", List.of("encoder"))));
        assertEquals(encoder + 8 * 2 * 384, count(PublishedModel.T5_V1_1_SMALL, Map.of("stages", List.of("decoder"))));
    }

    @Test
    void reachesTheGateOfAGatedFeedForwardNetwork() {
        assertEquals(2 * 8 * 1024, count(PublishedModel.T5_V1_1_SMALL, Map.of("targets", List.of("ffn_gate"))));
    }
}
