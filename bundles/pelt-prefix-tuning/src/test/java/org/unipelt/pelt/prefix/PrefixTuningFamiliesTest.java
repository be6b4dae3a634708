package org.unipelt.pelt.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Contribution.KeysAndValues;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.Contribution.PositionOffset;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as peft and adapters count. */
class PrefixTuningFamiliesTest {
    private static final List<String> SELF = List.of("key_value");
    private static final List<String> CROSS = List.of("cross_key_value");
    private static final List<String> ENCODER = List.of("encoder");
    private static final List<String> DECODER = List.of("decoder");

    private static DeclaredMethod at(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new PrefixTuningModule(), options, model.sites());
    }

    private static long trained(PublishedModel model, Map<String, ?> options) {
        return at(model, options).trained();
    }

    @Test
    void countsAsPeftOnEveryFamily() {
        for (PublishedModel model : List.of(PublishedModel.ROBERTA_BASE, PublishedModel.GPT2)) {
            assertEquals(184_320, trained(model, Map.of()));
            assertEquals(9_857_024, trained(model, Map.of("flat", false)));
        }
        // which stands in the decoder's self-attention alone
        assertEquals(61_440, trained(PublishedModel.T5_SMALL, Map.of("stages", DECODER, "targets", SELF)));
        assertEquals(
                3_419_648, trained(PublishedModel.T5_SMALL, Map.of("stages", DECODER, "targets", SELF, "flat", false)));
    }

    @Test
    void countsAsAdaptersOnEveryFamily() {
        for (PublishedModel model :
                List.of(PublishedModel.ROBERTA_BASE, PublishedModel.GPT2, PublishedModel.T5_SMALL)) {
            assertEquals(552_960, trained(model, Map.of("prefix_length", 30)));
        }
        assertEquals(9_872_384, trained(PublishedModel.GPT2, Map.of("prefix_length", 30, "flat", false)));
        // which has a network for the encoder, for the decoder and for what is between them: an entry each
        long three = trained(PublishedModel.T5_SMALL, network(SELF, ENCODER))
                + trained(PublishedModel.T5_SMALL, network(SELF, DECODER))
                + trained(PublishedModel.T5_SMALL, network(CROSS, DECODER));
        assertEquals(10_289_664, three);
    }

    private static Map<String, ?> network(List<String> targets, List<String> stages) {
        return Map.of("prefix_length", 30, "flat", false, "targets", targets, "stages", stages);
    }

    @Test
    void oneNetworkServesEveryAttentionOfBothHalves() {
        DeclaredMethod declared = at(PublishedModel.T5_V1_1_SMALL, Map.of("flat", false));
        assertEquals(3 * 8, declared.contributions().size());
        long sharedOnce = 10 * 512 + 512 * 512 + 512;
        assertEquals(sharedOnce + 3 * 8 * 2 * (512 * 384 + 384), declared.trained());
        Set<Shape> shapes = declared.parameters().values().stream()
                .filter(Parameter::derived)
                .map(Parameter::shape)
                .collect(Collectors.toSet());
        assertEquals(Set.of(Shape.of(10, 384)), shapes);
    }

    /** Heads may be wider or narrower together than the model, and several queries may share a key. */
    @Test
    void keysAndValuesAreAsWideAsThoseOfTheSite() {
        for (Site site : PublishedModel.T5_V1_1_SMALL.sites()) {
            DeclaredMethod declared = DeclaredMethod.of(new PrefixTuningModule(), Map.of(), site);
            for (Parameter parameter : declared.parameters().values()) {
                assertEquals(Shape.of(10, 384), parameter.shape());
            }
        }
        Site grouped = new Site(Stage.DECODER, 0, SiteKind.KEY_VALUE, 2048, 4 * 64, false);
        KeysAndValues prefix =
                (KeysAndValues) DeclaredMethod.of(new PrefixTuningModule(), Map.of("flat", false), grouped)
                        .contributions()
                        .get(0);
        assertEquals(Shape.of(10, 256), prefix.keys().shape());
        assertEquals(Shape.of(10, 256), prefix.values().shape());
    }

    @Test
    void standsInTheAttentionsThatAreChosen() {
        assertEquals(places("encoder", "key_value"), names(Map.of("stages", ENCODER)));
        assertEquals(places("decoder", "key_value"), names(Map.of("stages", DECODER, "targets", SELF)));
        assertEquals(places("decoder", "cross_key_value"), names(Map.of("targets", CROSS)));
    }

    private static Set<String> places(String stage, String kind) {
        return Set.of(stage + ".layer.5." + kind + ".key", stage + ".layer.5." + kind + ".value");
    }

    private static Set<String> names(Map<String, ?> options) {
        Map<String, Object> last = new HashMap<>(options);
        last.put("layers", "5-");
        return at(PublishedModel.T5_SMALL, last).parameters().keySet();
    }

    @Test
    void movesTheTextOnlyInTheHalfThatItStandsIn() {
        Map<String, ?> decoder = Map.of("position_offset", 4, "stages", DECODER, "targets", CROSS);
        assertEquals(
                List.of(new PositionOffset(4)), at(PublishedModel.GPT2, decoder).contributions());
        assertEquals(List.of(), at(PublishedModel.BERT_BASE, decoder).contributions());
    }

    @ParameterizedTest
    @EnumSource(Places.class)
    void saysWhereThePrefixStandsForRelativePositions(Places places) {
        DeclaredMethod declared = at(PublishedModel.T5_SMALL, Map.of("relative_positions", places.word()));
        assertEquals(3 * 6, declared.contributions().size());
        declared.contributions().forEach(prefix -> assertEquals(places, ((KeysAndValues) prefix).places()));
    }

    @Test
    void standsApartFromRelativePositionsUnlessToldOtherwise() {
        at(PublishedModel.T5_SMALL, Map.of())
                .contributions()
                .forEach(prefix -> assertEquals(Places.APART, ((KeysAndValues) prefix).places()));
    }
}
