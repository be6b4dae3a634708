package org.unipelt.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.training.Optimiser.OptimiserInstance;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/**
 * v = momentum v + g; p = p - rate v.
 *
 * @param momentum share of v that a step keeps
 * @param weightDecay share of the weight that is added to its gradient
 */
record SgdUpdate(double momentum, double weightDecay) implements OptimiserInstance {

    @Override
    public List<Op> draw(OptimiserScope scope, List<TrainableWeight> weights) {
        Operand<TFloat32> keep = scope.ops().constant((float) momentum);
        List<Op> updates = new ArrayList<>();
        for (TrainableWeight weight : weights) {
            updates.add(update(scope, weight, keep));
        }
        return updates;
    }

    private Op update(OptimiserScope scope, TrainableWeight weight, Operand<TFloat32> keep) {
        Ops ops = scope.ops();
        Operand<TFloat32> gradient = WeightDecay.addTo(scope, weight, weightDecay);
        return momentum == 0
                ? ops.train.resourceApplyGradientDescent(weight.variable(), weight.learningRate(), gradient)
                : ops.train.resourceApplyMomentum(
                        weight.variable(), scope.slot(weight, "velocity"), weight.learningRate(), gradient, keep);
    }
}
