package org.unipelt.pelt.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Targets;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as peft and adapters count. */
class LoraFamiliesTest {
    private static final Map<String, ?> EVERY_MAP =
            Map.of("targets", Targets.linearMaps().stream().map(SiteKind::word).toList());

    private static long count(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new LoraModule(), options, model.sites()).count();
    }

    @Test
    void countsAsThePublishedImplementationsDoOnEveryFamily() {
        for (PublishedModel model :
                List.of(PublishedModel.ROBERTA_BASE, PublishedModel.GPT2, PublishedModel.T5_SMALL)) {
            assertEquals(294_912, count(model, Map.of()), model.name());
            assertEquals(589_824, count(model, Map.of("r", 16)), model.name());
        }
        assertEquals(1_327_104, count(PublishedModel.ROBERTA_BASE, EVERY_MAP));
        assertEquals(1_081_344, count(PublishedModel.T5_SMALL, EVERY_MAP));
    }

    /** peft sees one map where GPT-2 fuses query, key and value; here each has a product, and so an A, of its own. */
    @Test
    void countsEveryMapOfGpt2ByItself() {
        int moreInputs = 12 * 2 * 768 * 8;
        assertEquals(1_179_648 + moreInputs, count(PublishedModel.GPT2, EVERY_MAP));
    }

    @Test
    void trainsTheBiasesThatAFamilyHas() {
        assertEquals(397_056, count(PublishedModel.ROBERTA_BASE, Map.of("bias", "all")));
        assertEquals(397_056, count(PublishedModel.GPT2, Map.of("bias", "all")));
        assertEquals(294_912, count(PublishedModel.T5_SMALL, Map.of("bias", "all")));
    }

    @Test
    void allBiasesAreThoseOfTheWholeModelWhateverTheStages() {
        assertEquals(102_144, count(PublishedModel.GPT2, Map.of("bias", "all", "stages", List.of("encoder"))));
        assertEquals(0, count(PublishedModel.GPT2, Map.of("bias", "lora_only", "stages", List.of("encoder"))));
    }

    @Test
    void standsInTheHalfThatIsChosen() {
        assertEquals(98_304, count(PublishedModel.T5_SMALL, Map.of("stages", List.of("encoder"))));
        assertEquals(196_608, count(PublishedModel.T5_SMALL, Map.of("stages", List.of("decoder"))));
        assertEquals(0, count(PublishedModel.GPT2, Map.of("stages", List.of("encoder"))));
        assertEquals(0, count(PublishedModel.ROBERTA_BASE, Map.of("stages", List.of("decoder"))));
    }

    @Test
    void choosesCrossAttentionApartFromTheDecodersOwn() {
        Map<String, Object> options = new HashMap<>(Map.of("targets", List.of("cross_query"), "layers", "0-1"));
        assertEquals(List.of("decoder.layer.0.cross_query", "decoder.layer.1.cross_query"), places(options));
        options.put("targets", List.of("query"));
        options.put("stages", List.of("decoder"));
        assertEquals(List.of("decoder.layer.0.query", "decoder.layer.1.query"), places(options));
    }

    private static List<String> places(Map<String, ?> options) {
        TreeSet<String> places = new TreeSet<>();
        DeclaredMethod.of(new LoraModule(), options, PublishedModel.T5_SMALL.sites())
                .parameters()
                .keySet()
                .forEach(name -> places.add(name.substring(0, name.lastIndexOf('.'))));
        return List.copyOf(places);
    }

    @Test
    void reachesTheGateOfAGatedFeedForwardNetwork() {
        Map<String, ?> gate = Map.of("targets", List.of("ffn_gate"));
        assertEquals(2 * 8 * (512 + 1024) * 8, count(PublishedModel.T5_V1_1_SMALL, gate));
        assertEquals(0, count(PublishedModel.T5_SMALL, gate));
    }
}
