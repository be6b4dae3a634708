package org.unipelt.orchestrator;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.training.Optimiser.OptimiserScope;
import org.unipelt.api.training.Optimiser.TrainableWeight;

/** What an optimiser draws with; its slots are variables of the composition's training. */
record UpdateScope(Ops ops, Operand<TFloat32> step, Variables moments) implements OptimiserScope {

    @Override
    public Operand<? extends TType> slot(TrainableWeight weight, String name) {
        String slot = weight.parameter().name() + "/" + name;
        Variables.Variable known = moments.get(slot);
        return known != null
                ? known.handle()
                : moments.declare(slot, weight.parameter().shape()).handle();
    }
}
