package org.unipelt.task.classification;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.task.sentence.HeadState;

/**
 * What a user wants of a loss over labels.
 *
 * @param smoothing how much of the wanted probability is no longer certain
 * @param weights of labels, by name; 1 for those that are not named
 */
record LossOptions(double smoothing, Map<String, Double> weights) {
    private static final String SMOOTHING = "label_smoothing";
    private static final String WEIGHTS = "class_weights";

    LossOptions {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** The keys of the loss, with what they do in it. */
    static OptionSchema options(String smoothingHelp, String weightsHelp) {
        return OptionSchema.of(
                Option.number(SMOOTHING, 0.0, smoothingHelp).between(0, 1),
                Option.numbers(WEIGHTS, weightsHelp).between(0, Double.MAX_VALUE));
    }

    /**
     * What a user wrote.
     *
     * @param where what to name in an error
     * @throws ConfigurationException if a label is weighed that is not there
     */
    static LossOptions of(Options options, Labels labels, String where) {
        LossOptions loss = new LossOptions(options.number(SMOOTHING), options.numbers(WEIGHTS));
        for (String label : loss.weights.keySet()) {
            if (!labels.names().contains(label)) {
                throw new ConfigurationException(
                        where,
                        "'" + WEIGHTS + "' has the label '" + label + "', which is not in the training data",
                        Nearest.hint(label, labels.names()));
            }
        }
        return loss;
    }

    /** What {@link #describe} described. */
    static LossOptions of(HeadState state, Labels labels) {
        Double smoothing = state.get(SMOOTHING, 0.0, "a number from 0 to 1", HeadState::share);
        return new LossOptions(
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

    /** The labels' weights in the order of the scores. */
    float[] inOrder(Labels labels) {
        float[] ordered = new float[labels.size()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = weights.getOrDefault(labels.names().get(i), 1.0).floatValue();
        }
        return ordered;
    }
}
