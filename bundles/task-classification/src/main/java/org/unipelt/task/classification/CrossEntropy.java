package org.unipelt.task.classification;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.options.OptionSchema;

/**
 * Softmax cross-entropy as PyTorch's CrossEntropyLoss: of C classes with weights w, a row of class y has the loss
 *
 * <pre>
 * -sum(w_c t_c log p_c), t = (1 - smoothing) onehot(y) + smoothing / C
 * </pre>
 *
 * and a batch the sum of its rows' by the sum of their w_y.
 *
 * @param options its smoothing and the classes' w
 */
record CrossEntropy(LossOptions options) {

    /** The keys of the loss. */
    static OptionSchema schema() {
        return LossOptions.options(
                "share of the wanted probability that is spread over all classes",
                "how much a class's examples count in the loss, by label; 1 for others");
    }

    /**
     * The mean loss of a batch.
     *
     * @param scores [batch, classes]
     * @param oneHot the wanted class of each row, [batch, classes]; the form that takes label numbers has no gradient in a
     *     TensorFlow graph outside Python
     */
    Operand<TFloat32> draw(Ops tf, Labels labels, Operand<TFloat32> scores, Operand<TFloat32> oneHot) {
        Operand<TFloat32> wanted = smoothed(tf, labels.size(), oneHot);
        if (options.weights().isEmpty()) {
            return tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(scores, wanted).loss(), tf.constant(0));
        }
        // softmaxCrossEntropyWithLogits has the right gradient only where a row's wanted probabilities sum to 1
        Operand<TFloat32> classWeights = tf.constant(options.inOrder(labels));
        Operand<TFloat32> losses =
                tf.math.mul(tf.math.mul(wanted, classWeights), tf.math.neg(tf.nn.logSoftmax(scores)));
        Operand<TFloat32> all = tf.sum(losses, tf.constant(new int[] {0, 1}));
        Operand<TFloat32> count = tf.sum(tf.math.mul(oneHot, classWeights), tf.constant(new int[] {0, 1}));
        return tf.math.divNoNan(all, count); // a batch of classes that weigh 0 has nothing to teach
    }

    private Operand<TFloat32> smoothed(Ops tf, int classes, Operand<TFloat32> oneHot) {
        double smoothing = options.smoothing();
        return smoothing == 0
                ? oneHot
                : tf.math.add(tf.math.mul(oneHot, tf.constant((float) (1 - smoothing))), tf.constant((float)
                        (smoothing / classes)));
    }
}
