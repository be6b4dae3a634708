package org.unipelt.shell.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntConsumer;
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

    /**
     * The seconds of each piece of work in each round.
     *
     * @param work is told the round, from 0
     */
    Map<String, List<Double>> times(Map<String, IntConsumer> work, BooleanSupplier cancelled) {
        for (int i = 0; i < WARMING; i++) {
            int round = i;
            work.values().forEach(piece -> piece.accept(round));
        }
        List<String> names = new ArrayList<>(work.keySet());
        Map<String, List<Double>> times = new LinkedHashMap<>();
        names.forEach(name -> times.put(name, new ArrayList<>()));
        long begin = System.nanoTime();
        for (int round = 0; round < most && !cancelled.getAsBoolean(); round++) {
            if (round >= fewest && (System.nanoTime() - begin) / 1e9 > seconds) {
                break;
            }
            for (int turn = 0; turn < names.size(); turn++) {
                // another begins each time, so that none has the same neighbour's caches every round
                String name = names.get((round + turn) % names.size());
                times.get(name).add(time(work.get(name), round));
            }
        }
        return times;
    }

    private static double time(IntConsumer piece, int round) {
        long begin = System.nanoTime();
        piece.accept(round);
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

    /** The value below which a share of all values lies. */
    static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
    }
}
