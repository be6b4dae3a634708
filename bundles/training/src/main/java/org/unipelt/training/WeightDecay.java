package org.unipelt.training;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.Option;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/** The two ways to pull weights to 0: as a step of its own, or as part of the gradient. */
final class WeightDecay {
    private WeightDecay() {}

    /** The key that all optimisers of this bundle share. */
    static Option option(double fallback, String help) {
        return Option.number("weight_decay", fallback, help).between(0, 1);
    }

    /** How much of a weight a step takes away: learning rate times weight decay. */
    static Operand<TFloat32> factor(OptimiserScope scope, Operand<TFloat32> learningRate, double weightDecay) {
        Ops ops = scope.ops();
        return ops.math.mul(learningRate, ops.constant((float) weightDecay));
    }

    /** p = p - factor p. Waits for the gradient, so that nothing that the gradient reads changes under it. */
    static Op shrink(OptimiserScope scope, TrainableWeight weight, Operand<TFloat32> factor) {
        Ops ops = scope.ops().withControlDependencies(weight.gradient());
        return ops.assignSubVariableOp(weight.variable(), ops.math.mul(factor, weight.value()));
    }

    /** g + weightDecay p: the gradient of the loss with weightDecay / 2 p^2 added. */
    static Operand<TFloat32> addTo(OptimiserScope scope, TrainableWeight weight, double weightDecay) {
        Ops ops = scope.ops();
        return weightDecay == 0
                ? weight.gradient()
                : ops.math.add(weight.gradient(), ops.math.mul(ops.constant((float) weightDecay), weight.value()));
    }
}
