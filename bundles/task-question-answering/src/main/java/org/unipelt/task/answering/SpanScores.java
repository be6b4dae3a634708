package org.unipelt.task.answering;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.family.Scores;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.TaskHead;

/**
 * Draws h W + b over the last hidden states h of the text's tokens: [batch, sequence, start and end].
 *
 * @param weight W, [hidden, 2]
 * @param bias b, [2]
 */
record SpanScores(Parameter weight, Parameter bias) implements TaskHead.Drawing {
    /** What a token that cannot be chosen adds to its score; far below every score, and far from the largest float. */
    private static final float NEVER = -1e9f;

    /** The columns of {@link Window#target}. */
    static final int START = 0;

    static final int END = 1;
    static final int FIRST = 2;
    static final int BEHIND = 3;

    @Override
    public Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs) {
        if (outputs.decoder().isPresent()) {
            throw new ConfigurationException(
                    QuestionAnsweringTask.WHERE,
                    "answers are read off the tokens of the text, and in this base model a decoder stands between",
                    "Take a base model of one half: an encoder, or a decoder by itself");
        }
        return scope.linear(outputs.ofText(scope.ops(), outputs.last()), scope.value(weight), scope.value(bias));
    }

    /** The mean of the cross-entropies of start and end over the context's tokens and the first, which stands for no answer. */
    @Override
    public Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets) {
        Ops tf = scope.ops();
        Operand<TFloat32> places = places(tf, scores);
        Operand<TFloat32> never =
                tf.math.mul(tf.math.sub(tf.constant(1f), candidates(tf, places, targets)), tf.constant(NEVER));
        Operand<TFloat32> sum = tf.math.add(
                crossEntropy(tf, scores, START, never, places, targets),
                crossEntropy(tf, scores, END, never, places, targets));
        return tf.math.mul(sum, tf.constant(0.5f));
    }

    /** 0, 1, 2 and on, [1, sequence]. */
    private static Operand<TFloat32> places(Ops tf, Operand<TFloat32> scores) {
        Operand<TInt32> length =
                tf.squeeze(tf.slice(tf.shape(scores), tf.array(1), tf.array(1)), Squeeze.axis(List.of(0L)));
        Operand<TInt32> range = tf.range(tf.constant(0), length, tf.constant(1));
        return tf.expandDims(tf.dtypes.cast(range, TFloat32.class), tf.constant(0));
    }

    /** 1 at the context's tokens and the first one, [batch, sequence]. */
    private static Operand<TFloat32> candidates(Ops tf, Operand<TFloat32> places, Operand<TFloat32> targets) {
        Operand<TFloat32> context = tf.math.mul(
                tf.dtypes.cast(tf.math.greaterEqual(places, column(tf, targets, FIRST)), TFloat32.class),
                tf.dtypes.cast(tf.math.less(places, column(tf, targets, BEHIND)), TFloat32.class));
        return tf.math.maximum(context, tf.dtypes.cast(tf.math.equal(places, tf.constant(0f)), TFloat32.class));
    }

    private static Operand<TFloat32> crossEntropy(
            Ops tf,
            Operand<TFloat32> scores,
            int side,
            Operand<TFloat32> never,
            Operand<TFloat32> places,
            Operand<TFloat32> targets) {
        Operand<TFloat32> logits = tf.math.add(Scores.column(tf, scores, side), never);
        Operand<TFloat32> wanted = tf.dtypes.cast(tf.math.equal(places, column(tf, targets, side)), TFloat32.class);
        return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(), tf.constant(0));
    }

    /** [batch, 1]. */
    private static Operand<TFloat32> column(Ops tf, Operand<TFloat32> targets, int column) {
        return tf.slice(targets, tf.array(0, column), tf.array(-1, 1));
    }
}
