package org.unipelt.task.classification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.DataException;

/** The metrics of rows with several labels, as scikit-learn defines them for indicator matrices: 0 to 0 counts as 0. */
final class MultiLabelMetrics {
    static final String F1_MICRO = "f1_micro";
    private static final String F1_MACRO = "f1_macro";
    static final String EXACT_MATCH = "exact_match";

    /** All metrics by name. */
    static final List<String> NAMES = List.of(F1_MICRO, F1_MACRO, EXACT_MATCH);

    private final double[] labelled;
    private final double[] predicted;
    private final double[] right;
    private final double exact;

    private MultiLabelMetrics(double[] labelled, double[] predicted, double[] right, double exact) {
        this.labelled = labelled;
        this.predicted = predicted;
        this.right = right;
        this.exact = exact;
    }

    /**
     * Counts.
     *
     * @param wanted which labels each row has, [rows][labels]
     * @param answers which labels each was given, [rows][labels]
     * @throws DataException if there is no row
     */
    static MultiLabelMetrics of(boolean[][] wanted, boolean[][] answers) {
        if (wanted.length != answers.length) {
            throw new IllegalArgumentException(answers.length + " predictions for " + wanted.length + " rows");
        }
        if (wanted.length == 0) {
            throw new DataException("evaluation", "there is no example to judge", "Give a table with rows");
        }
        int labels = wanted[0].length;
        double[] labelled = new double[labels];
        double[] predicted = new double[labels];
        double[] right = new double[labels];
        double exact = 0;
        for (int row = 0; row < wanted.length; row++) {
            for (int label = 0; label < labels; label++) {
                labelled[label] += wanted[row][label] ? 1 : 0;
                predicted[label] += answers[row][label] ? 1 : 0;
                right[label] += wanted[row][label] && answers[row][label] ? 1 : 0;
            }
            exact += Arrays.equals(wanted[row], answers[row]) ? 1 : 0;
        }
        return new MultiLabelMetrics(labelled, predicted, right, exact / wanted.length);
    }

    /** All metrics. */
    Map<String, Double> all() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(F1_MICRO, f1(sum(right), sum(labelled) + sum(predicted)));
        all.put(F1_MACRO, macro());
        all.put(EXACT_MATCH, exact);
        return all;
    }

    /** The mean F1 over all labels, those that do not occur too. */
    private double macro() {
        double all = 0;
        for (int label = 0; label < right.length; label++) {
            all += f1(right[label], labelled[label] + predicted[label]);
        }
        return all / right.length;
    }

    private static double f1(double right, double labelledAndPredicted) {
        return labelledAndPredicted == 0 ? 0 : 2 * right / labelledAndPredicted;
    }

    private static double sum(double[] numbers) {
        return Arrays.stream(numbers).sum();
    }
}
