package org.unipelt.training;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/**
 * Adam (Kingma and Ba 2014, arXiv 1412.6980) as PyTorch computes it:
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
 * p = p - rate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the corrected second moment
 * @param weightDecay how strongly weights are pulled to 0
 * @param decoupled whether the pull is a step of its own, p = p - rate * weightDecay * p, taken first (Loshchilov and Hutter
 *     2017, arXiv 1711.05101), instead of a part of the gradient
 */
record AdamUpdate(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
        implements OptimiserInstance {

    @Override
    public List<Op> draw(OptimiserScope scope, List<TrainableWeight> weights) {
        Map<Operand<TFloat32>, Shared> byRate = new IdentityHashMap<>();
        List<Op> updates = new ArrayList<>();
        for (TrainableWeight weight : weights) {
            Shared shared = byRate.computeIfAbsent(weight.learningRate(), rate -> new Shared(scope, this, rate));
            updates.add(update(scope, weight, shared));
        }
        return updates;
    }

    private Op update(OptimiserScope scope, TrainableWeight weight, Shared shared) {
        if (!decoupled) {
            return adam(scope.ops(), scope, weight, WeightDecay.addTo(scope, weight, weightDecay), shared);
        }
        Ops ordered = weightDecay == 0
                ? scope.ops()
                : scope.ops().withControlDependencies(WeightDecay.shrink(scope, weight, shared.decay));
        return adam(ordered, scope, weight, weight.gradient(), shared);
    }

    private static Op adam(
            Ops ops, OptimiserScope scope, TrainableWeight weight, Operand<TFloat32> gradient, Shared shared) {
        Operand<? extends TType> first = scope.slot(weight, "first_moment");
        Operand<? extends TType> second = scope.slot(weight, "second_moment");
        return ops.train.resourceApplyAdam(
                weight.variable(),
                first,
                second,
                shared.zero,
                shared.zero,
                shared.rate,
                shared.beta1,
                shared.beta2,
                shared.epsilon,
                gradient);
    }

    /**
     * The scalars of a step, the same for all weights of one learning rate. TensorFlow's operation computes rate * sqrt(1 -
     * beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon) in float32, where 1 - 0.999^t loses digits. So the correction is made
     * here in float64, and the operation is given powers of 0, which make its own correction 1. To be PyTorch's, epsilon takes
     * the factor sqrt(1 - beta2^t).
     */
    private static final class Shared {
        final Operand<TFloat32> zero;
        final Operand<TFloat32> beta1;
        final Operand<TFloat32> beta2;
        final Operand<TFloat32> rate;
        final Operand<TFloat32> epsilon;
        final Operand<TFloat32> decay;

        Shared(OptimiserScope scope, AdamUpdate adam, Operand<TFloat32> learningRate) {
            Ops ops = scope.ops();
            zero = ops.constant(0f);
            beta1 = ops.constant((float) adam.beta1);
            beta2 = ops.constant((float) adam.beta2);
            Operand<TFloat64> step = ops.dtypes.cast(scope.step(), TFloat64.class);
            Operand<TFloat64> given = ops.dtypes.cast(learningRate, TFloat64.class);
            Operand<TFloat64> root = ops.math.sqrt(oneMinusPower(ops, adam.beta2, step));
            Operand<TFloat64> corrected = ops.math.div(ops.math.mul(given, root), oneMinusPower(ops, adam.beta1, step));
            rate = ops.dtypes.cast(corrected, TFloat32.class);
            epsilon = ops.dtypes.cast(ops.math.mul(ops.constant(adam.epsilon), root), TFloat32.class);
            decay = WeightDecay.factor(scope, learningRate, adam.weightDecay);
        }

        /** 1 - beta^t for the beta that the moments decay with: the float32 nearest to what the user wrote. */
        private static Operand<TFloat64> oneMinusPower(Ops ops, double beta, Operand<TFloat64> step) {
            return ops.math.sub(ops.constant(1.0), ops.math.pow(ops.constant((double) (float) beta), step));
        }
    }
}
