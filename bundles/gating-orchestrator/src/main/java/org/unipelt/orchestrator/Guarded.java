package org.unipelt.orchestrator;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/** Gates and aggregations of other bundles, whose failures name them and whose results are held against their shapes. */
final class Guarded {
    private Guarded() {}

    static GateInstance gate(String name, GateInstance gate) {
        String thing = "gate '" + name + "'";
        return (group, weights) -> {
            GateInstance.Scores scores = Blame.onBundle(thing, () -> gate.declare(group, weights));
            Shape needed = Shape.of(-1, -1, group.slots().size());
            return (scope, x, mask) -> Blame.onBundle(thing, () -> fitting(scores.draw(scope, x, mask), needed));
        };
    }

    static Aggregation.AtSite aggregation(String name, Aggregation.AtSite aggregation) {
        String thing = "aggregation '" + name + "'";
        return new Aggregation.AtSite() {
            @Override
            public Aggregation.Combiner declare(Site site, List<String> slots, Weights weights) {
                Aggregation.Combiner combiner = Blame.onBundle(thing, () -> aggregation.declare(site, slots, weights));
                return (scope, y, shifts) ->
                        Blame.onBundle(thing, () -> fitting(combiner.combine(scope, y, shifts), y.shape()));
            }

            @Override
            public boolean sums() {
                return aggregation.sums();
            }
        };
    }

    private static Operand<TFloat32> fitting(Operand<TFloat32> result, Shape needed) {
        if (!result.shape().isCompatibleWith(needed)) {
            throw new IllegalStateException("it gives shape " + result.shape() + ", and " + needed + " is needed");
        }
        return result;
    }
}
