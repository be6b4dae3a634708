package org.unipelt.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.inference.TTest;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Run;

/** What the union gains over each other composition. */
final class Differences {
    /** With fewer pairs no test says anything. */
    private static final int FEWEST_PAIRS = 3;

    private Differences() {}

    /**
     * One for each other composition, in their order.
     *
     * @param runs by composition and task
     */
    static List<Difference> of(Map<String, Map<String, List<Run>>> runs, String union) {
        List<Difference> differences = new ArrayList<>();
        for (String other : runs.keySet()) {
            if (!other.equals(union)) {
                differences.add(tested(other, Pair.of(runs, union, Optional.of(other))));
            }
        }
        return corrected(differences);
    }

    /** Pairs where one has no number, as a correlation of a constant, have no difference. */
    private static Difference tested(String other, List<Pair> all) {
        List<Pair> pairs =
                all.stream().filter(pair -> !Double.isNaN(pair.gain())).toList();
        double mean = pairs.stream().mapToDouble(Pair::gain).average().orElse(Double.NaN);
        return new Difference(other, pairs.size(), mean, p(pairs), Double.NaN);
    }

    private static double p(List<Pair> pairs) {
        if (pairs.size() < FEWEST_PAIRS) {
            return Double.NaN;
        }
        double[] own = pairs.stream().mapToDouble(pair -> pair.own().score()).toArray();
        double[] others =
                pairs.stream().mapToDouble(pair -> pair.other().score()).toArray();
        return TTest.withDefaults().pairedTest(own, others).getPValue();
    }

    /**
     * By Holm's method (1979, A simple sequentially rejective multiple test procedure): the smallest of m values is taken m times,
     * the next one m - 1 times and so on, and none is smaller than the one before.
     */
    private static List<Difference> corrected(List<Difference> differences) {
        List<Difference> known = differences.stream()
                .filter(difference -> !Double.isNaN(difference.p()))
                .sorted(Comparator.comparingDouble(Difference::p))
                .toList();
        List<Difference> result = new ArrayList<>(differences);
        double least = 0;
        for (int i = 0; i < known.size(); i++) {
            Difference one = known.get(i);
            least = Math.max(least, Math.min(1, (known.size() - i) * one.p()));
            result.set(
                    differences.indexOf(one),
                    new Difference(one.composition(), one.pairs(), one.mean(), one.p(), least));
        }
        return result;
    }
}
