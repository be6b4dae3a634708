package org.unipelt.api.training;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Parameter;

/** Draws the update of weights by their gradients; a service named by {@link PeltOptimiser}. */
@ConsumerType
public interface Optimiser {

    /** The keys that it adds to {@code "training"}. */
    OptionSchema options();

    /**
     * The optimiser with a user's options.
     *
     * @param options checked by the trainer's keys and {@link #options()}
     */
    OptimiserInstance instantiate(Options options);

    /** An optimiser with its checked options. Immutable. */
    @ConsumerType
    interface OptimiserInstance {
        /**
         * Draws one update of all weights.
         *
         * @param scope the graph, and where to keep state
         * @param weights what to update
         * @return the operations to run in a step
         */
        List<Op> draw(OptimiserScope scope, List<TrainableWeight> weights);
    }

    /** What an optimiser draws with. */
    @ProviderType
    interface OptimiserScope {
        /** TensorFlow's own operations, placed on the composition's device. */
        Ops ops();

        /** The step's number from 1, a scalar. */
        Operand<TFloat32> step();

        /**
         * The handle of a variable of the weight's shape that starts at 0 and is kept from step to step, such as a moment.
         *
         * @param name unique among the weight's slots
         */
        Operand<? extends TType> slot(TrainableWeight weight, String name);
    }

    /**
     * A weight in the graph.
     *
     * @param parameter what it is
     * @param variable the handle of its resource variable
     * @param value its value before the update
     * @param gradient the loss's gradient, in its shape
     * @param learningRate the step's learning rate for this weight, a scalar; the same operand for weights of one rate
     */
    @ProviderType
    record TrainableWeight(
            Parameter parameter,
            Operand<? extends TType> variable,
            Operand<TFloat32> value,
            Operand<TFloat32> gradient,
            Operand<TFloat32> learningRate) {}
}
