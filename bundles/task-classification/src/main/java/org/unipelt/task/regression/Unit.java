package org.unipelt.task.regression;

import java.util.Arrays;
import java.util.Map;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.Options;
import org.unipelt.task.sentence.HeadState;

/**
 * What scores stand for: the number {@code mean + deviation * score}.
 *
 * @param mean of the training labels; 0 where they are taken as they are
 * @param deviation theirs, of the whole; 1 where all are alike, or taken as they are
 */
record Unit(double mean, double deviation) {
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";
    private static final String STANDARDISE = "standardise";
    private static final String AUTO = "auto";
    private static final String ON = "on";
    private static final String OFF = "off";
    private static final double LARGE = 10;
    private static final double SMALL = 0.1;
    /** Also of packs from before labels were standardised. */
    private static final Unit AS_IT_IS = new Unit(0, 1);

    /** Whether labels are standardised, as users write it. */
    static Option option() {
        return Option.text(
                STANDARDISE,
                AUTO,
                "whether the head learns labels of mean 0 and deviation 1; auto where a head that starts at 0 would hardly reach them:"
                        + " their mean or deviation is above 10, or their deviation below 0.1",
                AUTO,
                ON,
                OFF);
    }

    /** The unit in which a head learns these labels. */
    static Unit of(double[] labels, Options options) {
        Unit own = of(labels);
        return switch (options.text(STANDARDISE)) {
            case ON -> own;
            case OFF -> AS_IT_IS;
            default -> own.within(LARGE) && own.deviation >= SMALL ? AS_IT_IS : own;
        };
    }

    private static Unit of(double[] labels) {
        double mean = Arrays.stream(labels).average().orElseThrow();
        double variance = Arrays.stream(labels)
                .map(y -> (y - mean) * (y - mean))
                .average()
                .orElseThrow();
        return new Unit(mean, variance > 0 ? Math.sqrt(variance) : 1);
    }

    private boolean within(double most) {
        return Math.abs(mean) <= most && deviation <= most;
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
    float score(double number) {
        return (float) ((number - mean) / deviation);
    }

    /** The number that a score stands for. */
    double number(float score) {
        return mean + deviation * score;
    }
}
