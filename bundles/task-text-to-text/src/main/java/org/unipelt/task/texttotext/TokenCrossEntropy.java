package org.unipelt.task.texttotext;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.task.Row;

/** The mean over the wanted tokens of -log p, p being the probability that the model gives each. */
final class TokenCrossEntropy {
    private TokenCrossEntropy() {}

    /**
     * Draws the mean of a batch; 0 where it has no wanted token.
     *
     * @param scores of all words at each place, [batch, sequence, vocabulary]
     * @param targets the id of the word wanted at each place, or {@link Row#IGNORED}, [batch, sequence]
     */
    static Operand<TFloat32> draw(Ops tf, Operand<TFloat32> scores, Operand<TFloat32> targets) {
        Operand<TFloat32> each = tf.reshape(targets, tf.constant(new int[] {-1}));
        Operand<TBool> wanted = tf.math.notEqual(each, tf.constant(Row.IGNORED));
        Operand<TInt32> ids = tf.dtypes.cast(tf.math.maximum(each, tf.constant(0f)), TInt32.class);
        Operand<TInt32> words = vocabulary(tf, scores);
        Operand<TFloat32> byPlace =
                tf.reshape(scores, tf.concat(List.of(tf.constant(new int[] {-1}), words), tf.constant(0)));
        // the form that takes ids has no gradient in a graph outside Python
        Operand<TFloat32> oneHot =
                tf.oneHot(ids, tf.reshape(words, tf.constant(new int[0])), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> losses =
                tf.nn.softmaxCrossEntropyWithLogits(byPlace, oneHot).loss();
        Operand<TFloat32> weights = tf.dtypes.cast(wanted, TFloat32.class);
        return tf.math.divNoNan(tf.sum(tf.math.mul(losses, weights), tf.constant(0)), tf.sum(weights, tf.constant(0)));
    }

    /** How many tokens of a batch are wanted. */
    static int wanted(float[] targets) {
        int wanted = 0;
        for (float target : targets) {
            wanted += target == Row.IGNORED ? 0 : 1;
        }
        return wanted;
    }

    /** [1]. */
    private static Operand<TInt32> vocabulary(Ops tf, Operand<TFloat32> scores) {
        return tf.slice(tf.shape(scores), tf.constant(new int[] {2}), tf.constant(new int[] {1}));
    }
}
