package org.unipelt.task.classification;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.task.sentence.HeadState;

/**
 * Softmax cross-entropy as PyTorch's CrossEntropyLoss: of C classes with weights w, a row of class y has the loss
 *
 * <pre>
 * -sum(w_c t_c log p_c), t = (1 - smoothing) onehot(y) + smoothing / C
 * </pre>
 *
 * and a batch the sum of its rows' by the sum of their w_y.
 *
 * @param smoothing how much of the wanted probability all classes share
 * @param weights w by label; 1 for those that are not named
 */
record CrossEntropy(double smoothing, Map<String, Double> weights) {
    private static final String SMOOTHING = "label_smoothing";
    private static final String WEIGHTS = "class_weights";

    CrossEntropy {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** The keys of the loss. */
    static OptionSchema options() {
        return OptionSchema.of(
                Option.number(SMOOTHING, 0.0, "share of the wanted probability that is spread over all classes")
                        .between(0, 1),
                Option.numbers(WEIGHTS, "how much a class's examples count in the loss, by label; 1 for others")
                        .between(0, Double.MAX_VALUE));
    }

    /**
     * The loss that a user wants.
     *
     * @throws ConfigurationException if a label is weighed that is not there
     */
    static CrossEntropy of(Options options, Labels labels) {
        CrossEntropy loss = new CrossEntropy(options.number(SMOOTHING), options.numbers(WEIGHTS));
        for (String label : loss.weights.keySet()) {
            if (!labels.names().contains(label)) {
                throw new ConfigurationException(
                        ClassificationTask.WHERE,
                        "'" + WEIGHTS + "' has the label '" + label + "', which is not in the training data",
                        Nearest.hint(label, labels.names()));
            }
        }
        return loss;
    }

    /** The loss that {@link #describe} described. */
    static CrossEntropy of(HeadState state, Labels labels) {
        Double smoothing = state.get(
                SMOOTHING,
                0.0,
                "a number from 0 to 1",
                value -> value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1
                        ? Optional.of(number.doubleValue())
                        : Optional.empty());
        return new CrossEntropy(
                smoothing, state.get(WEIGHTS, Map.of(), "numbers by label", value -> weights(value, labels)));
    }

    private static Optional<Map<String, Double>> weights(Object value, Labels labels) {
        if (!(value instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        map.forEach((label, weight) -> {
            if (weight instanceof Number number && labels.names().contains(label)) {
                weights.put(String.valueOf(label), number.doubleValue());
            }
        });
        return weights.size() == map.size() ? Optional.of(weights) : Optional.empty();
    }

    /** Adds to a state what {@link #of(HeadState, Labels)} needs. */
    void describe(Map<String, Object> state) {
        state.put(SMOOTHING, smoothing);
        state.put(WEIGHTS, weights);
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
        if (weights.isEmpty()) {
            return tf.math.mean(
                    tf.nn.softmaxCrossEntropyWithLogits(scores, wanted).loss(), tf.constant(0));
        }
        // softmaxCrossEntropyWithLogits has the right gradient only where a row's wanted probabilities sum to 1
        Operand<TFloat32> classWeights = tf.constant(inOrder(labels));
        Operand<TFloat32> losses =
                tf.math.mul(tf.math.mul(wanted, classWeights), tf.math.neg(tf.nn.logSoftmax(scores)));
        Operand<TFloat32> all = tf.sum(losses, tf.constant(new int[] {0, 1}));
        Operand<TFloat32> count = tf.sum(tf.math.mul(oneHot, classWeights), tf.constant(new int[] {0, 1}));
        return tf.math.divNoNan(all, count); // a batch of classes that weigh 0 has nothing to teach
    }

    private Operand<TFloat32> smoothed(Ops tf, int classes, Operand<TFloat32> oneHot) {
        return smoothing == 0
                ? oneHot
                : tf.math.add(tf.math.mul(oneHot, tf.constant((float) (1 - smoothing))), tf.constant((float)
                        (smoothing / classes)));
    }

    private float[] inOrder(Labels labels) {
        float[] ordered = new float[labels.size()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = weights.getOrDefault(labels.names().get(i), 1.0).floatValue();
        }
        return ordered;
    }
}
