package org.unipelt.task.regression;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.unipelt.api.DataException;

/** How near numbers are to those that are wanted, as SciPy and scikit-learn define it. */
final class RegressionMetrics {
    static final String SPEARMAN = "spearman";
    private static final String PEARSON = "pearson";
    private static final String MEAN_SQUARED_ERROR = "mse";

    /** Those that are larger where the answers are better. */
    static final List<String> WATCHED = List.of(SPEARMAN, PEARSON);

    private RegressionMetrics() {}

    /**
     * All metrics.
     *
     * @throws DataException if there is nothing to judge
     */
    static Map<String, Double> of(double[] labels, double[] predictions) {
        if (labels.length != predictions.length) {
            throw new IllegalArgumentException(predictions.length + " predictions for " + labels.length + " labels");
        }
        if (labels.length == 0) {
            throw new DataException("evaluation", "there is no example to judge", "Give a table with rows");
        }
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(PEARSON, correlation(labels, predictions));
        all.put(SPEARMAN, rankCorrelation(labels, predictions));
        all.put(MEAN_SQUARED_ERROR, meanSquaredError(labels, predictions));
        return all;
    }

    /** Pearson's correlation; NaN where one side is constant. */
    private static double correlation(double[] x, double[] y) {
        double[] a = centred(x);
        double[] b = centred(y);
        double correlation = product(a, b) / (Math.sqrt(product(a, a)) * Math.sqrt(product(b, b)));
        return Double.isNaN(correlation) ? correlation : Math.max(-1, Math.min(1, correlation));
    }

    /** Spearman's; NaN where one side is constant or has what is no number, which has no rank. */
    private static double rankCorrelation(double[] x, double[] y) {
        boolean numbers =
                DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).noneMatch(Double::isNaN);
        return numbers ? correlation(ranks(x), ranks(y)) : Double.NaN;
    }

    private static double[] centred(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        // a constant's mean may be off by a rounding error, and what is left would correlate
        boolean constant = Arrays.stream(x).allMatch(value -> value == x[0]);
        return Arrays.stream(x).map(value -> constant ? 0 : value - mean).toArray();
    }

    private static double product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /** Ranks from 1; equal values share the mean of theirs. */
    static double[] ranks(double[] x) {
        int[] order = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[x.length];
        int first = 0;
        for (int end = 1; end <= order.length; end++) {
            if (end == order.length || x[order[end]] != x[order[first]]) {
                double mean = (first + 1 + end) / 2.0;
                for (int i = first; i < end; i++) {
                    ranks[order[i]] = mean;
                }
                first = end;
            }
        }
        return ranks;
    }

    private static double meanSquaredError(double[] labels, double[] predictions) {
        return IntStream.range(0, labels.length)
                .mapToDouble(i -> (labels[i] - predictions[i]) * (labels[i] - predictions[i]))
                .average()
                .orElseThrow();
    }
}
