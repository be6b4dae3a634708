package org.unipelt.task.regression;

import java.util.Arrays;
import java.util.Map;
import org.unipelt.task.sentence.HeadState;

/**
 * What scores stand for: the number {@code mean + deviation * score}.
 *
 * @param mean of the training labels
 * @param deviation theirs, of the whole; 1 where all are alike
 */
record Unit(double mean, double deviation) {
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";
    /** Of packs from before labels were standardised. */
    private static final Unit AS_IT_IS = new Unit(0, 1);

    /** The unit in which these labels have mean 0 and deviation 1. */
    static Unit of(double[] labels) {
        double mean = Arrays.stream(labels).average().orElseThrow();
        double variance = Arrays.stream(labels)
                .map(y -> (y - mean) * (y - mean))
                .average()
                .orElseThrow();
        return new Unit(mean, variance > 0 ? Math.sqrt(variance) : 1);
    }

    /** The unit that {@link #describe} described. */
    static Unit of(HeadState state) {
        return new Unit(
                state.get(MEAN, AS_IT_IS.mean, "a number", HeadState.number(Double::isFinite)),
                state.get(
                        DEVIATION,
                        AS_IT_IS.deviation,
                        "a number above 0",
                        HeadState.number(x -> x > 0 && Double.isFinite(x))));
    }

    /** Adds to a state what {@link #of(HeadState)} needs. */
    void describe(Map<String, Object> state) {
        state.put(MEAN, mean);
        state.put(DEVIATION, deviation);
    }

    /** The score that stands for a number. */
    float score(float number) {
        return (float) ((number - mean) / deviation);
    }

    /** The number that a score stands for. */
    float number(float score) {
        return (float) (mean + deviation * score);
    }
}
