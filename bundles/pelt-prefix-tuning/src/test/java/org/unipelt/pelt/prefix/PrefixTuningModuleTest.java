package org.unipelt.pelt.prefix;

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

class PrefixTuningModuleTest {
    private static List<Contribution> at(SiteKind kind, int in, int out, Map<String, Object> options) {
        PrefixTuningModule module = new PrefixTuningModule();
        MethodInstance instance = module.instantiate(module.options().parse(options, "test"));
        return instance.contribute(new Site(Stage.ENCODER, 0, kind, in, out, true), Parameter::new);
    }

    @Test
    void putsKeysAndValuesInFrontOfEverySelfAttention() {
        Contribution.KeysAndValues prefix = (Contribution.KeysAndValues)
                at(SiteKind.KEY_VALUE, 8, 12, Map.of("prefix_length", 3)).get(0);
        assertEquals(Shape.of(3, 12), prefix.keys().shape());
        assertEquals(Shape.of(3, 12), prefix.values().shape());
        assertEquals(List.of(), at(SiteKind.KEY, 8, 12, Map.of()));
    }

    @Test
    void takesThePublishedFormUnlessToldOtherwise() {
        assertEquals(
                false,
                ((Contribution.KeysAndValues)
                                at(SiteKind.KEY_VALUE, 8, 8, Map.of()).get(0))
                        .exact());
        assertEquals(
                true,
                ((Contribution.KeysAndValues) at(SiteKind.KEY_VALUE, 8, 8, Map.of("form", "exact"))
                                .get(0))
                        .exact());
    }
}
