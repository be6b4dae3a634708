package org.unipelt.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/**
 * Adafactor (Shazeer and Stern 2018, arXiv 1804.04235, algorithms 4 and 5):
 *
 * <pre>
 * beta = 1 - t^-decayRate        v = beta v + (1 - beta) (g^2 + epsilon)
 * w = v for vectors; mean_columns(v) mean_rows(v) / mean(v) for matrices
 * u = g / sqrt(w)        p = p - rate (weightDecay p + u / max(1, rms(u) / clipThreshold))
 * </pre>
 *
 * The means are linear in v, so that taking them of the kept v gives what the paper's kept means are. It keeps one number for
 * each weight, where Adam keeps two.
 *
 * @param decayRate how fast beta goes to 1
 * @param clipThreshold the highest root mean square of an update
 * @param epsilon added to the squared gradient
 * @param scaleParameter whether the rate is multiplied by max(epsilonScale, rms(p))
 * @param epsilonScale the least scale
 * @param weightDecay share of the weight, times the rate, that a step takes away
 */
record AdafactorUpdate(
        double decayRate,
        double clipThreshold,
        double epsilon,
        boolean scaleParameter,
        double epsilonScale,
        double weightDecay)
        implements OptimiserInstance {

    @Override
    public List<Op> draw(OptimiserScope scope, List<TrainableWeight> weights) {
        Ops ops = scope.ops();
        Operand<TFloat32> forget = ops.math.pow(scope.step(), ops.constant((float) -decayRate));
        List<Op> updates = new ArrayList<>();
        for (TrainableWeight weight : weights) {
            updates.addAll(update(scope, weight, forget));
        }
        return updates;
    }

    private List<Op> update(OptimiserScope scope, TrainableWeight weight, Operand<TFloat32> forget) {
        Ops ops = scope.ops();
        Operand<? extends TType> slot = scope.slot(weight, "second_moment");
        Operand<TFloat32> kept = ops.readVariableOp(slot, TFloat32.class);
        Operand<TFloat32> square = ops.math.add(ops.math.square(weight.gradient()), ops.constant((float) epsilon));
        Operand<TFloat32> moment = ops.math.add(kept, ops.math.mul(forget, ops.math.sub(square, kept)));
        Operand<TFloat32> clipped = clipped(ops, ops.math.mul(weight.gradient(), inverseRoot(ops, moment)));
        Operand<TFloat32> direction = weightDecay == 0
                ? clipped
                : ops.math.add(clipped, ops.math.mul(ops.constant((float) weightDecay), weight.value()));
        return List.of(
                ops.assignVariableOp(slot, moment),
                ops.assignSubVariableOp(weight.variable(), ops.math.mul(rate(ops, weight), direction)));
    }

    /** 1 / sqrt(w). The factors' roots are taken one by one: their product may be too small for float32. */
    private static Operand<TFloat32> inverseRoot(Ops ops, Operand<TFloat32> moment) {
        int rank = moment.shape().numDimensions();
        if (rank < 2) {
            return ops.math.rsqrt(moment);
        }
        Operand<TFloat32> rows = mean(ops, moment, rank - 1);
        Operand<TFloat32> columns = mean(ops, moment, rank - 2);
        Operand<TFloat32> shares = ops.math.div(rows, mean(ops, rows, rank - 2));
        return ops.math.mul(ops.math.rsqrt(shares), ops.math.rsqrt(columns));
    }

    private static Operand<TFloat32> mean(Ops ops, Operand<TFloat32> x, int axis) {
        return ops.math.mean(x, ops.constant(axis), Mean.keepDims(true));
    }

    private Operand<TFloat32> clipped(Ops ops, Operand<TFloat32> update) {
        Operand<TFloat32> excess = ops.math.div(rootMeanSquare(ops, update), ops.constant((float) clipThreshold));
        return ops.math.div(update, ops.math.maximum(excess, ops.constant(1f)));
    }

    private Operand<TFloat32> rate(Ops ops, TrainableWeight weight) {
        if (!scaleParameter) {
            return weight.learningRate();
        }
        Operand<TFloat32> least = ops.constant((float) epsilonScale);
        return ops.math.mul(weight.learningRate(), ops.math.maximum(rootMeanSquare(ops, weight.value()), least));
    }

    private static Operand<TFloat32> rootMeanSquare(Ops ops, Operand<TFloat32> x) {
        int[] axes = IntStream.range(0, x.shape().numDimensions()).toArray();
        return ops.math.sqrt(ops.math.mean(ops.math.square(x), ops.constant(axes)));
    }
}
