package org.unipelt.shell.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Times several pieces of work in turns, so that whatever slows the machine for a while slows all of them alike.
 *
 * @param fewest rounds that are always done
 * @param most rounds that are never passed
 * @param seconds no round begins later than this
 */
record Rounds(int fewest, int most, double seconds) {
    private static final int WARMING = 2;

    /** The median seconds of each piece of work. */
    Map<String, Double> medians(Map<String, Runnable> work, BooleanSupplier cancelled) {
        Map<String, Double> medians = new LinkedHashMap<>();
        times(work, cancelled).forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    /** The seconds of each piece of work in each round. */
    Map<String, List<Double>> times(Map<String, Runnable> work, BooleanSupplier cancelled) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int i = 0; i < WARMING; i++) {
            work.values().forEach(Runnable::run);
        }
        long begin = System.nanoTime();
        for (int round = 0; round < most && !cancelled.getAsBoolean(); round++) {
            if (round >= fewest && (System.nanoTime() - begin) / 1e9 > seconds) {
                break;
            }
            work.forEach((name, piece) ->
                    times.computeIfAbsent(name, n -> new ArrayList<>()).add(time(piece)));
        }
        return times;
    }

    /** Seconds that a piece of work takes. */
    static double time(Runnable piece) {
        long begin = System.nanoTime();
        piece.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The median of what two pieces of work give round by round: a slow time of the machine, which meets both, moves it less. */
    static double median(List<Double> first, List<Double> second, DoubleBinaryOperator compared) {
        return median(IntStream.range(0, first.size())
                .mapToObj(round -> compared.applyAsDouble(first.get(round), second.get(round)))
                .toList());
    }

    /** The middle value; the mean of the two middle ones of an even number. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
