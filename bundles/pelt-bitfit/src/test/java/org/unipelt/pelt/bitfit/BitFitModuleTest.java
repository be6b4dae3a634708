package org.unipelt.pelt.bitfit;

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

class BitFitModuleTest {
    private static List<Contribution> at(SiteKind kind, int in, int out, Map<String, Object> options) {
        BitFitModule module = new BitFitModule();
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        return instance.contribute(new Site(Stage.ENCODER, 0, kind, in, out, true), Parameter::new);
    }

    @Test
    void shiftsEveryBiasOfALayer() {
        for (SiteKind kind : SiteKind.values()) {
            boolean biased = kind.group() == SiteKind.Group.LINEAR || kind.group() == SiteKind.Group.NORM;
            assertEquals(biased ? 1 : 0, at(kind, 8, 12, Map.of()).size(), kind.word());
        }
        Contribution.BiasShift shift =
                (Contribution.BiasShift) at(SiteKind.FFN_IN, 8, 12, Map.of()).get(0);
        assertEquals(Shape.of(12), shift.shift().shape());
    }

    @Test
    void leavesMapsWithoutBiasAlone() {
        BitFitModule module = new BitFitModule();
        MethodInstance instance = module.instantiate(module.options().parse(Map.of(), "test"));
        assertEquals(
                List.of(),
                instance.contribute(new Site(Stage.ENCODER, 0, SiteKind.QUERY, 8, 8, false), Parameter::new));
    }
}
