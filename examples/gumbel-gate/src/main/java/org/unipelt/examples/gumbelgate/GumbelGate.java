package org.unipelt.examples.gumbelgate;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.PeltGate;
import org.unipelt.api.pelt.SlotScores;

/**
 * Scores w x + b with Gumbel noise in training: the largest of them is a sample of their softmax (Jang et al. 2017, arXiv
 * 1611.01144). What chooses by the scores is the composition's normalisation.
 */
@Component
@PeltGate("gumbel")
public final class GumbelGate implements GatingNetwork {
    /** Below it the logarithm of a number by chance, which may be 0, is not taken. */
    private static final float SMALLEST = 1e-10f;

    private static final OptionSchema OPTIONS =
            OptionSchema.of(Option.text("noise", "sample", "what has noise of its own in training", "sample", "token"));

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public GateInstance instantiate(Options options) {
        boolean ofSamples = options.text("noise").equals("sample");
        return (group, weights) -> {
            SlotScores scores = SlotScores.declare(group.slots(), group.inputSize(), 0, weights);
            return (scope, x, mask) -> {
                Operand<TFloat32> drawn = scores.draw(scope, x);
                return scope.training() ? scope.ops().math.add(drawn, noise(scope, drawn, ofSamples)) : drawn;
            };
        };
    }

    /** -log(-log u), [batch, sequence, slots], or [batch, 1, slots] for samples. */
    private static Operand<TFloat32> noise(GraphScope scope, Operand<TFloat32> scores, boolean ofSamples) {
        Ops tf = scope.ops();
        Operand<TInt32> whole = tf.shape(scores);
        Operand<TInt32> shape = ofSamples
                ? tf.concat(
                        List.of(
                                tf.slice(whole, tf.array(0), tf.array(1)),
                                tf.array(1),
                                tf.slice(whole, tf.array(2), tf.array(1))),
                        tf.constant(0))
                : whole;
        Operand<TFloat32> chance = tf.math.maximum(scope.uniform(shape), tf.constant(SMALLEST));
        return tf.math.neg(tf.math.log(tf.math.neg(tf.math.log(chance))));
    }
}
