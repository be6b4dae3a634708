package org.unipelt.pelt.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Contribution.BiasShift;
import org.unipelt.api.pelt.Contribution.LowRankShift;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;
import org.unipelt.api.pelt.Targets;
import org.unipelt.testkit.BertBase;
import org.unipelt.testkit.DeclaredMethod;

class LoraModuleTest {
    private static List<Contribution> at(SiteKind kind, int layer, boolean biased, Map<String, ?> options) {
        return DeclaredMethod.of(new LoraModule(), options, new Site(Stage.ENCODER, layer, kind, 6, 10, biased))
                .contributions();
    }

    private static List<Contribution> at(SiteKind kind, Map<String, ?> options) {
        return at(kind, 0, true, options);
    }

    private static LowRankShift shift(Map<String, ?> options) {
        return (LowRankShift) at(SiteKind.QUERY, options).get(0);
    }

    private static long count(Map<String, ?> options) {
        return DeclaredMethod.of(new LoraModule(), options, BertBase.sites()).count();
    }

    @Test
    void shiftsQueryAndValueUnlessToldOtherwise() {
        assertEquals(1, at(SiteKind.QUERY, Map.of()).size());
        assertEquals(1, at(SiteKind.VALUE, Map.of()).size());
        assertEquals(List.of(), at(SiteKind.KEY, Map.of()));
        assertEquals(1, at(SiteKind.KEY, Map.of("targets", List.of("key"))).size());
        assertEquals(List.of(), at(SiteKind.QUERY, 3, true, Map.of("layers", "0-2,4-")));
    }

    @Test
    void theShiftHasTheRankAndIsScaledByAlphaOverRank() {
        LowRankShift shift = shift(Map.of("r", 4, "lora_alpha", 2, "dropout", 0.1));
        assertEquals(Shape.of(6, 4), shift.a().shape());
        assertEquals(Shape.of(4, 10), shift.b().shape());
        assertNull(shift.bias());
        assertEquals(0.5, shift.scale());
        assertEquals(0.1, shift.dropout());
    }

    @Test
    void rankStabilisedItIsScaledByAlphaOverTheRootOfTheRank() {
        assertEquals(
                1.5, shift(Map.of("r", 16, "lora_alpha", 6, "use_rslora", true)).scale());
    }

    @Test
    void namesItsParametersByTheirSite() {
        DeclaredMethod declared = DeclaredMethod.of(
                new LoraModule(),
                Map.of("r", 4, "lora_bias", true, "bias", "lora_only"),
                new Site(Stage.ENCODER, 3, SiteKind.QUERY, 6, 10, true));
        String place = "encoder.layer.3.query.";
        assertEquals(
                List.of(
                        place + "a" + Shape.of(6, 4),
                        place + "b" + Shape.of(4, 10),
                        place + "bias" + Shape.of(10),
                        place + "bias_shift" + Shape.of(10)),
                declared.parameters().entrySet().stream()
                        .map(entry -> entry.getKey() + entry.getValue().shape())
                        .toList());
    }

    @Test
    void theShiftStartsAtZero() {
        LowRankShift shift = shift(Map.of("lora_bias", true));
        assertEquals(Shape.of(10), shift.bias().shape());
        for (Parameter parameter : List.of(shift.b(), shift.bias())) {
            float[] values = new float[(int) parameter.size()];
            parameter.initializer().fill(values, parameter.shape(), new Random(1));
            assertArrayEquals(new float[values.length], values);
        }
    }

    @Test
    void trainsTheBiasesOfItsTargetsOnRequest() {
        Map<String, ?> options = Map.of("bias", "lora_only");
        assertEquals(
                Shape.of(10),
                ((BiasShift) at(SiteKind.QUERY, options).get(1)).shift().shape());
        assertEquals(1, at(SiteKind.QUERY, 0, false, options).size());
        assertEquals(List.of(), at(SiteKind.FFN_NORM, options));
    }

    @Test
    void trainsAllBiasesOnRequestWhateverTheTargetsAndLayers() {
        Map<String, ?> options = Map.of("bias", "all", "layers", "11");
        assertEquals(1, at(SiteKind.QUERY, options).size());
        assertEquals(1, at(SiteKind.FFN_NORM, options).size());
        assertEquals(1, at(SiteKind.EMBEDDING_NORM, -1, true, options).size());
        assertEquals(1, at(SiteKind.POOLER, -1, true, options).size());
        assertEquals(List.of(), at(SiteKind.FFN_IN, 0, false, options));
        assertEquals(List.of(), at(SiteKind.KEY_VALUE, options));
    }

    @Test
    void countsAsThePublishedImplementationsDoOnBertBase() {
        assertEquals(294_912, count(Map.of()));
        assertEquals(589_824, count(Map.of("r", 16)));
        assertEquals(397_824, count(Map.of("bias", "all")));
        List<String> everyMap =
                Targets.linearMaps().stream().map(SiteKind::word).toList();
        assertEquals(1_339_392, count(Map.of("targets", everyMap)));
    }

    @Test
    void refusesLayersThatCannotBeRead() {
        assertThrows(ConfigurationException.class, () -> at(SiteKind.QUERY, Map.of("layers", "first")));
    }
}
