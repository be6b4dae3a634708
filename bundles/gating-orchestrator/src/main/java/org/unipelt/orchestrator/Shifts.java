package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.Failures;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;

/** Draws what contributions do to the output of linear maps, norms and blocks, each by its gate, and lets the aggregation sum. */
record Shifts(DrawScope scope, Plan plan, Gates gates) {

    /** x (1 + g (l - 1)) for each scale of the input; x where there is none. */
    Operand<TFloat32> scaledInput(Site site, Operand<TFloat32> x) {
        Ops tf = scope.ops();
        Operand<TFloat32> scaled = x;
        for (Plan.Placed placed : plan.at(site)) {
            if (placed.contribution() instanceof Contribution.Scale scale && scale.side() == Contribution.Side.INPUT) {
                Operand<TFloat32> change = times(change(scale), gates.of(placed.slot()));
                scaled = tf.math.mul(scaled, tf.math.add(change, tf.constant(1f)));
            }
        }
        return scaled;
    }

    private Operand<TFloat32> change(Contribution.Scale scale) {
        return scope.ops().math.sub(scope.value(scale.scale()), scope.ops().constant(1f));
    }

    /**
     * The output of a block with its function shifts.
     *
     * @param y what the block gave, [batch, sequence, hidden]
     * @param input gives the sequence that a shift reads
     */
    Operand<TFloat32> block(Site site, Operand<TFloat32> y, Function<Contribution.Reads, Operand<TFloat32>> input) {
        List<Operand<TFloat32>> shifts = new ArrayList<>();
        for (Plan.Placed placed : plan.at(site)) {
            Contribution.FunctionShift shift = (Contribution.FunctionShift) placed.contribution();
            Operand<TFloat32> x = input.apply(shift.reads());
            shifts.add(times(function(site, placed.service(), shift, x), gates.of(placed.slot())));
        }
        return shifts.isEmpty() ? y : plan.combiners().get(site).combine(scope, y, shifts);
    }

    /**
     * The output of a linear map or a norm with its shifts.
     *
     * @param x what the map read, [batch, sequence, inputSize]
     * @param y what it gave, [batch, sequence, outputSize]
     */
    Operand<TFloat32> shifted(Site site, Operand<TFloat32> x, Operand<TFloat32> y) {
        List<Plan.Placed> placed = plan.at(site).stream()
                .filter(p -> Planner.isShift(p.contribution()))
                .toList();
        if (placed.isEmpty()) {
            return y;
        }
        List<Operand<TFloat32>> shifts = placed.stream()
                .map(p -> shift(site, p, gates.of(p.slot()), x, y))
                .toList();
        return plan.combiners().get(site).combine(scope, y, shifts);
    }

    private Operand<TFloat32> shift(
            Site site, Plan.Placed placed, Operand<TFloat32> gate, Operand<TFloat32> x, Operand<TFloat32> y) {
        Ops tf = scope.ops();
        Contribution contribution = placed.contribution();
        if (contribution instanceof Contribution.LowRankShift c) {
            Operand<TFloat32> narrow = scope.linear(scope.dropout(x, c.dropout()), scope.value(c.a()), null);
            // gate and scale act on the rank's few columns, not on all of the output's
            Operand<TFloat32> shift = scope.linear(times(scaled(narrow, c.scale()), gate), scope.value(c.b()), null);
            return c.bias() == null ? shift : tf.math.add(shift, times(scaled(scope.value(c.bias()), c.scale()), gate));
        }
        if (contribution instanceof Contribution.BiasShift c) {
            return times(scope.value(c.shift()), gate);
        }
        if (contribution instanceof Contribution.Scale c) {
            return tf.math.mul(y, times(change(c), gate));
        }
        return times(function(site, placed.service(), (Contribution.FunctionShift) contribution, x), gate);
    }

    private Operand<TFloat32> function(
            Site site, String service, Contribution.FunctionShift shift, Operand<TFloat32> x) {
        Operand<TFloat32> result;
        try {
            result = Objects.requireNonNull(shift.function().draw(scope, x), "its function gives nothing");
        } catch (MethodFailure e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new MethodFailure(service, "fails at " + site.name() + " (" + Failures.reason(e) + ")", e);
        }
        Shape needed = Shape.of(-1, -1, site.outputSize());
        if (!result.shape().isCompatibleWith(needed)) {
            throw new MethodFailure(
                    service,
                    "fails at " + site.name() + " (its function gives shape " + result.shape() + ", and the site needs "
                            + needed + ")",
                    null);
        }
        return result;
    }

    private Operand<TFloat32> scaled(Operand<TFloat32> x, double scale) {
        return scale == 1
                ? x
                : scope.like(x, scope.ops().math.mul(x, scope.ops().constant((float) scale)));
    }

    private Operand<TFloat32> times(Operand<TFloat32> x, Operand<TFloat32> gate) {
        return gate == null ? x : scope.like(x, scope.ops().math.mul(x, gate));
    }
}
