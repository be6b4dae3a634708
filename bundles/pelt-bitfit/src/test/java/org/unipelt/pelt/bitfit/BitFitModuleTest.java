package org.unipelt.pelt.bitfit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SlotScope;
import org.unipelt.api.pelt.Stage;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;

class BitFitModuleTest {
    private static List<Contribution> at(SiteKind kind, int layer, boolean biased, Map<String, ?> options) {
        return DeclaredMethod.of(new BitFitModule(), options, new Site(Stage.ENCODER, layer, kind, 8, 12, biased))
                .contributions();
    }

    @Test
    void shiftsEveryBiasOfALayer() {
        for (SiteKind kind : SiteKind.values()) {
            boolean biased = (kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM)
                    && kind != SiteKind.EMBEDDING_NORM
                    && kind != SiteKind.OUTPUT_NORM
                    && kind != SiteKind.POOLER;
            assertEquals(biased ? 1 : 0, at(kind, 0, true, Map.of()).size(), kind.word());
        }
        Contribution.BiasShift shift =
                (Contribution.BiasShift) at(SiteKind.FFN_IN, 0, true, Map.of()).get(0);
        assertEquals(Shape.of(12), shift.shift().shape());
    }

    @Test
    void namesTheShiftByItsSite() {
        Site norm = new Site(Stage.ENCODER, 3, SiteKind.FFN_NORM, 8, 8, true);
        assertEquals(
                Set.of("encoder.layer.3.ffn_norm.bias"),
                DeclaredMethod.of(new BitFitModule(), Map.of(), norm)
                        .parameters()
                        .keySet());
    }

    @Test
    void takesWhatStandsOutsideTheLayersOnlyWithAllOfThem() {
        List<String> targets = List.of("embedding_norm", "pooler");
        for (SiteKind kind : List.of(SiteKind.EMBEDDING_NORM, SiteKind.POOLER)) {
            assertEquals(1, at(kind, -1, true, Map.of("targets", targets)).size());
            assertEquals(List.of(), at(kind, -1, true, Map.of("targets", targets, "layers", "0-")));
        }
    }

    @Test
    void leavesMapsWithoutBiasAlone() {
        assertEquals(List.of(), at(SiteKind.QUERY, 0, false, Map.of()));
    }

    @Test
    void takesTheLayersThatAreChosen() {
        assertEquals(1, at(SiteKind.QUERY, 2, true, Map.of("layers", "2-")).size());
        assertEquals(List.of(), at(SiteKind.QUERY, 1, true, Map.of("layers", "2-")));
    }

    @Test
    void countsTheBiasesOfBertBase() {
        assertEquals(
                101_376,
                DeclaredMethod.of(new BitFitModule(), Map.of(), BertBase.sites())
                        .count());
        List<String> all = new ArrayList<>();
        for (SiteKind kind : SiteKind.values()) {
            if (kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM) {
                all.add(kind.word());
            }
        }
        assertEquals(
                102_912,
                DeclaredMethod.of(new BitFitModule(), Map.of("targets", all), BertBase.sites())
                        .count());
        assertEquals(
                12 * 768,
                DeclaredMethod.of(new BitFitModule(), Map.of("targets", List.of("query")), BertBase.sites())
                        .count());
    }

    @Test
    void oneGateWeighsALayer() {
        BitFitModule module = new BitFitModule();
        assertEquals(
                SlotScope.LAYER,
                module.instantiate(module.options().parse(Map.of(), "test")).slots());
    }
}
