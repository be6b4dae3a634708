package org.unipelt.examples.concatprojection;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.PeltAggregation;

/** y + [shift_1 ; shift_2 ; ...] P: a site's shifts side by side, mapped back to its size. */
@Component
@PeltAggregation("concat-projection")
public final class ConcatProjection implements Aggregation {
    /** Ones in the diagonal: the projection starts as the sum of the shifts. */
    private static final Initializer IDENTITY = (values, shape, random) -> {
        int size = Math.toIntExact(shape.get(1));
        for (int i = 0; i < size; i++) {
            values[i * size + i] = 1;
        }
    };

    @Override
    public OptionSchema options() {
        return OptionSchema.empty();
    }

    @Override
    public AtSite instantiate(Options options) {
        return (site, slots, weights) -> {
            Shape square = Shape.of(site.outputSize(), site.outputSize());
            // each shift owns its rows of P, and keeps them when others come and go
            List<Parameter> rows = slots.stream()
                    .map(slot -> weights.parameter(slot + ".projection", square, IDENTITY))
                    .toList();
            return (scope, y, shifts) -> combine(scope, rows, y, shifts);
        };
    }

    private static Operand<TFloat32> combine(
            GraphScope scope, List<Parameter> rows, Operand<TFloat32> y, List<Operand<TFloat32>> shifts) {
        Ops tf = scope.ops();
        Operand<TInt32> full = tf.shape(y);
        List<Operand<TFloat32>> whole = shifts.stream()
                .<Operand<TFloat32>>map(shift -> tf.broadcastTo(shift, full))
                .toList();
        Operand<TFloat32> projection =
                joined(tf, rows.stream().map(scope::value).toList(), 0);
        return tf.math.add(y, scope.linear(joined(tf, whole, 2), projection, null));
    }

    private static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> parts, int axis) {
        return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
    }
}
