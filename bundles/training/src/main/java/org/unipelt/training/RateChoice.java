package org.unipelt.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Chooses a learning rate from a range test (Smith 2015, arXiv 1506.01186): where the loss falls most steeply by the
 * logarithm of the rate. Batches differ, and their losses with them: so losses are smoothed, and the first ones, of rates that
 * change nothing yet, tell where the fall begins and what is mere chance. Since every step starts from the weights of those
 * before, the loss falls and rises too late, and so the choice is never higher than a tenth of the rate of the lowest loss.
 */
final class RateChoice {
    /** Of so many steps one is averaged over on either side. */
    private static final int STEPS_PER_NEIGHBOUR = 20;
    /** The share of the steps whose rates change nothing yet: those below 1e-4 of 1e-6 to 1. */
    private static final int QUIET_PARTS = 3;
    /** A fall below this share of the first losses may be chance. */
    private static final double LEAST_FALL = 0.02;
    /** So may one of no more than so many standard deviations of the first losses. */
    private static final double DEVIATIONS = 3;
    /** The share of the fall behind which it has begun. */
    private static final double BEGUN = 0.1;

    private static final double MARGIN = 10;

    private RateChoice() {}

    /**
     * The rate to train with, of two digits; empty where the loss did not fall.
     *
     * @param rates those of the steps, rising exponentially
     * @param losses the steps' losses, all finite
     */
    static OptionalDouble of(List<Double> rates, List<Double> losses) {
        if (losses.size() < QUIET_PARTS) {
            return OptionalDouble.empty();
        }
        double[] smooth = smooth(losses);
        int lowest = IntStream.range(0, smooth.length)
                .reduce((a, b) -> smooth[b] < smooth[a] ? b : a)
                .orElseThrow();
        double[] quiet = Arrays.copyOf(smooth, smooth.length / QUIET_PARTS);
        double level = Arrays.stream(quiet).average().orElseThrow();
        double fall = level - smooth[lowest];
        if (lowest == 0 || fall < Math.max(LEAST_FALL * Math.abs(level), DEVIATIONS * deviation(quiet, level))) {
            return OptionalDouble.empty();
        }
        int begin = IntStream.range(0, lowest)
                .filter(i -> smooth[i] >= level - BEGUN * fall)
                .max()
                .orElse(0);
        int steepest = IntStream.rangeClosed(begin + 1, lowest)
                .reduce((a, b) -> smooth[b] - smooth[b - 1] < smooth[a] - smooth[a - 1] ? b : a)
                .orElseThrow();
        double careful = Math.min(rates.get(steepest), rates.get(lowest) / MARGIN);
        double rate = Math.max(careful, rates.get(0));
        return OptionalDouble.of(new BigDecimal(rate).round(new MathContext(2)).doubleValue());
    }

    /** Means over as many neighbours on either side, so that nothing is shifted to higher rates. */
    private static double[] smooth(List<Double> losses) {
        int width = Math.max(1, losses.size() / STEPS_PER_NEIGHBOUR);
        return IntStream.range(0, losses.size())
                .mapToDouble(
                        i -> losses.subList(Math.max(0, i - width), Math.min(losses.size(), i + width + 1)).stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow())
                .toArray();
    }

    private static double deviation(double[] values, double mean) {
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }
}
