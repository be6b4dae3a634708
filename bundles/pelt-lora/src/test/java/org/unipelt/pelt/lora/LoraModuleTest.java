package org.unipelt.pelt.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

class LoraModuleTest {
    private static List<Contribution> at(SiteKind kind, int in, int out, Map<String, Object> options) {
        LoraModule module = new LoraModule();
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        return instance.contribute(new Site(Stage.ENCODER, 0, kind, in, out, true), Parameter::new);
    }

    @Test
    void shiftsQueryAndValueUnlessToldOtherwise() {
        assertEquals(1, at(SiteKind.QUERY, 8, 8, Map.of()).size());
        assertEquals(1, at(SiteKind.VALUE, 8, 8, Map.of()).size());
        assertEquals(List.of(), at(SiteKind.KEY, 8, 8, Map.of()));
        assertEquals(
                1, at(SiteKind.KEY, 8, 8, Map.of("targets", List.of("key"))).size());
    }

    @Test
    void theShiftHasTheRankAndIsScaledByAlphaOverRank() {
        Contribution.LowRankShift shift = (Contribution.LowRankShift)
                at(SiteKind.QUERY, 6, 10, Map.of("r", 4, "lora_alpha", 2)).get(0);
        assertEquals(Shape.of(6, 4), shift.a().shape());
        assertEquals(Shape.of(4, 10), shift.b().shape());
        assertEquals(0.5, shift.scale());
    }

    @Test
    void theShiftStartsAtZero() {
        Contribution.LowRankShift shift =
                (Contribution.LowRankShift) at(SiteKind.QUERY, 6, 10, Map.of()).get(0);
        float[] b = new float[80];
        shift.b().initializer().fill(b, shift.b().shape(), new java.util.Random(1));
        assertArrayEquals(new float[80], b);
    }
}
