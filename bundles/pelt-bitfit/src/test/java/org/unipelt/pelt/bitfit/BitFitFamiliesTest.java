package org.unipelt.pelt.bitfit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SiteKind.Group;
import org.unipelt.testkit.DeclaredMethod;
import org.unipelt.testkit.PublishedModel;

/** The same method at the sites of every family, counted as published. */
class BitFitFamiliesTest {
    private static DeclaredMethod at(PublishedModel model, Map<String, ?> options) {
        return DeclaredMethod.of(new BitFitModule(), options, model.sites());
    }

    private static Map<String, ?> everyBias() {
        List<String> words = new ArrayList<>();
        for (SiteKind kind : SiteKind.values()) {
            if (kind.group() == Group.LINEAR || kind.group() == Group.NORM) {
                words.add(kind.word());
            }
        }
        return Map.of("targets", words);
    }

    @Test
    void countsTheBiasesOfTheLayersOnEveryFamilyThatHasThem() {
        assertEquals(101_376, at(PublishedModel.ROBERTA_BASE, Map.of()).count());
        assertEquals(101_376, at(PublishedModel.GPT2, Map.of()).count());
    }

    @Test
    void takesTheNormBehindTheLastLayerOnlyWhereItIsNamed() {
        assertEquals(102_144, at(PublishedModel.GPT2, everyBias()).count());
        Map<String, ?> norm = Map.of("targets", List.of("output_norm"));
        assertEquals(List.of("decoder.output_norm.bias"), names(at(PublishedModel.GPT2, norm)));
    }

    private static List<String> names(DeclaredMethod declared) {
        return List.copyOf(declared.parameters().keySet());
    }

    @Test
    void standsNowhereInAFamilyWithoutBiases() {
        assertEquals(List.of(), at(PublishedModel.T5_SMALL, Map.of()).contributions());
        assertEquals(List.of(), at(PublishedModel.T5_SMALL, everyBias()).contributions());
    }

    @Test
    void standsInTheHalfThatIsChosen() {
        assertEquals(
                101_376,
                at(PublishedModel.GPT2, Map.of("stages", List.of("decoder"))).count());
        assertEquals(
                List.of(),
                at(PublishedModel.GPT2, Map.of("stages", List.of("encoder"))).contributions());
    }
}
