package org.unipelt.task.classification;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.OptionSchema;

/**
 * Sigmoid cross-entropy as PyTorch's BCEWithLogitsLoss with {@code pos_weight}: a label of weight w has the loss
 *
 * <pre>
 * -(w t log p + (1 - t) log(1 - p)), p = sigmoid(score)
 * </pre>
 *
 * with t = (1 - smoothing) + smoothing / 2 where the row has it, smoothing / 2 where not, and a batch the mean over all rows and
 * labels.
 *
 * @param options its smoothing and the labels' w
 */
record BinaryCrossEntropy(LossOptions options) {

    /** The keys of the loss. */
    static OptionSchema schema() {
        return LossOptions.options(
                "share of certainty that is taken from each label, given or not",
                "how much rows that have a label count in its loss, by label; 1 for others");
    }

    /**
     * The mean loss of a batch.
     *
     * @param scores [batch, labels]
     * @param wanted 1 for each label that a row has, [batch, labels]
     */
    Operand<TFloat32> draw(Ops tf, Labels labels, Operand<TFloat32> scores, Operand<TFloat32> wanted) {
        Operand<TFloat32> one = tf.constant(1f);
        Operand<TFloat32> with = smoothed(tf, wanted);
        // -log p = softplus(-score), which is finite for any score
        Operand<TFloat32> missed = tf.math.mul(
                tf.math.mul(with, tf.constant(options.inOrder(labels))), tf.math.softplus(tf.math.neg(scores)));
        Operand<TFloat32> wrong = tf.math.mul(tf.math.sub(one, with), tf.math.softplus(scores));
        return tf.math.mean(tf.math.add(missed, wrong), tf.constant(new int[] {0, 1}));
    }

    private Operand<TFloat32> smoothed(Ops tf, Operand<TFloat32> wanted) {
        float smoothing = (float) options.smoothing();
        return smoothing == 0
                ? wanted
                : tf.math.add(tf.math.mul(wanted, tf.constant(1 - smoothing)), tf.constant(smoothing / 2));
    }
}
