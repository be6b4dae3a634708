package org.unipelt.api.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.Prediction;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;

/** A task that knows its labels. Immutable. */
@ConsumerType
public interface TaskHead {

    /** What {@link TaskInstance#restore} needs, as JSON can hold it. */
    Map<String, Object> state();

    /** The metric that early stopping watches, larger being better. */
    String metric();

    /**
     * Declares the head's weights.
     *
     * @param shape the base model's sizes
     * @param pooling how the base model gives a sentence vector, where it says so: {@code mean}, {@code first}, {@code last}
     * @param weights where to declare weights; their names stand behind {@code head.}
     * @throws org.unipelt.api.ConfigurationException if the model does not give what the options ask for
     */
    Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights);

    /**
     * The target of an example, as the loss takes it: as many numbers for each.
     *
     * @throws org.unipelt.api.DataException if the example has no label, or one that training had not
     */
    float[] target(Example example);

    /**
     * The answer that these scores mean, without gates.
     *
     * @param scores a row of {@link Drawing#scores}
     * @param composition the methods in force, for {@link Prediction#composition}
     */
    Prediction decode(float[] scores, List<String> composition);

    /**
     * All metrics of scores against the examples' labels, {@link #metric} among them.
     *
     * @param scores a row for each example
     */
    Map<String, Double> metrics(List<Example> examples, List<float[]> scores);

    /** Draws head and loss. */
    @ConsumerType
    interface Drawing {
        /**
         * Draws the scores of each row.
         *
         * @param outputs what the model gives; heads read {@link ModelOutputs#read}
         * @return [batch, scores]
         */
        Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs);

        /**
         * The mean loss of a batch, a scalar.
         *
         * @param scores [batch, scores]
         * @param targets [batch, target size]
         */
        Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets);
    }
}
