package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateChoiceTest {
    private static final int STEPS = 61;
    private static final List<Double> RATES = IntStream.range(0, STEPS)
            .mapToObj(i -> 1e-6 * Math.pow(10, i / 10.0))
            .toList();

    /** Level at 1, falls by 0.8 around 10^middle, and rises from 10^limit on. */
    private static DoubleUnaryOperator curve(double middle, double limit) {
        return logarithm -> 1 - 0.8 / (1 + Math.exp(-6 * (logarithm - middle))) + 3 * Math.max(0, logarithm - limit);
    }

    @Test
    void choosesWhereTheLossFallsMostSteeply() {
        assertEquals(1e-3, choice(curve(-3, -0.5)), 3e-4);
        assertEquals(1e-4, choice(curve(-4, -1.5)), 3e-5);
    }

    @Test
    void staysATenthBelowTheRateOfTheLowestLoss() {
        double steepestIsNearTheLimit = choice(curve(-2, -1.8));
        assertTrue(steepestIsNearTheLimit <= Math.pow(10, -1.8) / 10 * 1.3, "" + steepestIsNearTheLimit);
    }

    @Test
    void isNotLedAstrayByBatchesThatDiffer() {
        Random random = new Random(3);
        DoubleUnaryOperator exact = curve(-3, -0.5);
        for (int trial = 0; trial < 20; trial++) {
            double rate = choice(logarithm -> exact.applyAsDouble(logarithm) + 0.03 * random.nextGaussian());
            assertTrue(rate > 2e-4 && rate < 5e-3, "" + rate);
        }
    }

    @Test
    void chanceOfTheFirstBatchesIsNoFall() {
        Random random = new Random(5);
        DoubleUnaryOperator exact = curve(-3, -0.5);
        for (int trial = 0; trial < 20; trial++) {
            // as squared errors of small batches are: a quarter of the loss off
            double rate = choice(logarithm -> exact.applyAsDouble(logarithm) * (1 + 0.25 * random.nextGaussian()));
            assertTrue(rate > 5e-5 && rate < 1e-2, "" + rate);
        }
    }

    @Test
    void lossThatDoesNotFallGivesNone() {
        assertEquals(OptionalDouble.empty(), RateChoice.of(RATES, losses(logarithm -> 0.7)));
        assertEquals(OptionalDouble.empty(), RateChoice.of(RATES, losses(logarithm -> 0.7 + 0.1 * (logarithm + 6))));
        assertEquals(OptionalDouble.empty(), RateChoice.of(List.of(), List.of()));
        assertEquals(OptionalDouble.empty(), RateChoice.of(List.of(1e-6), List.of(0.7)));
    }

    @Test
    void isARateThatCanBeWrittenDown() {
        double rate = choice(curve(-3, -0.5));
        assertEquals(rate, Double.parseDouble(String.format(java.util.Locale.ROOT, "%.1e", rate)));
    }

    private static double choice(DoubleUnaryOperator curve) {
        return RateChoice.of(RATES, losses(curve)).orElseThrow();
    }

    private static List<Double> losses(DoubleUnaryOperator curve) {
        return RATES.stream().map(rate -> curve.applyAsDouble(Math.log10(rate))).toList();
    }
}
