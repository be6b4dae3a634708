package org.unipelt.pelt.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
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

class AdapterModuleTest {
    private static List<Contribution> at(SiteKind kind, int in, int out, Map<String, Object> options) {
        AdapterModule module = new AdapterModule();
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        return instance.contribute(new Site(Stage.ENCODER, 0, kind, in, out, true), Parameter::new);
    }

    @Test
    void standsBehindTheFeedForwardNetworkAndReadsTheNormalisedSum() {
        Contribution.FunctionShift shift = (Contribution.FunctionShift)
                at(SiteKind.FFN_BLOCK, 8, 8, Map.of()).get(0);
        assertEquals(Contribution.Reads.NORMALISED_SUM, shift.reads());
        assertEquals(List.of(), at(SiteKind.ATTENTION_BLOCK, 8, 8, Map.of()));
    }

    @Test
    void declaresBothProjectionsWithTheBottleneckBetween() {
        List<String> declared = new ArrayList<>();
        AdapterModule module = new AdapterModule();
        module.instantiate(module.options().parse(Map.of("bottleneck", 3), "test"))
                .contribute(new Site(Stage.ENCODER, 0, SiteKind.FFN_BLOCK, 8, 8, true), (name, shape, initializer) -> {
                    declared.add(name + shape);
                    return new Parameter(name, shape, initializer);
                });
        assertEquals(
                List.of(
                        "down.weight" + Shape.of(8, 3),
                        "down.bias" + Shape.of(3),
                        "up.weight" + Shape.of(3, 8),
                        "up.bias" + Shape.of(8)),
                declared);
    }
}
