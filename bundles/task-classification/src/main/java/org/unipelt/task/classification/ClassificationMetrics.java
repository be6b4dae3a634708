package org.unipelt.task.classification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unipelt.api.DataException;

/** The metrics of a confusion matrix, as scikit-learn defines them: a ratio of 0 to 0 counts as 0. */
final class ClassificationMetrics {
    static final String ACCURACY = "accuracy";
    static final String F1 = "f1";
    static final String F1_MACRO = "f1_macro";
    static final String MATTHEWS = "matthews";

    /** All metrics by name. */
    static final List<String> NAMES = List.of(ACCURACY, F1, F1_MACRO, MATTHEWS);

    private static final int POSITIVE = 1;

    private final double[] labelled;
    private final double[] predicted;
    private final double[] right;
    private final double total;

    private ClassificationMetrics(double[] labelled, double[] predicted, double[] right) {
        this.labelled = labelled;
        this.predicted = predicted;
        this.right = right;
        this.total = Arrays.stream(labelled).sum();
    }

    /**
     * Counts.
     *
     * @param labels the class of each example, 0 to classes - 1
     * @param predictions the predicted class of each example
     * @param classes how many classes there are, whether they occur or not
     */
    static ClassificationMetrics of(int[] labels, int[] predictions, int classes) {
        if (labels.length != predictions.length) {
            throw new IllegalArgumentException(predictions.length + " predictions for " + labels.length + " labels");
        }
        if (labels.length == 0) {
            throw new DataException("evaluation", "there is no example to judge", "Give a table with rows");
        }
        double[] labelled = new double[classes];
        double[] predicted = new double[classes];
        double[] right = new double[classes];
        for (int i = 0; i < labels.length; i++) {
            labelled[labels[i]]++;
            predicted[predictions[i]]++;
            right[labels[i]] += labels[i] == predictions[i] ? 1 : 0;
        }
        return new ClassificationMetrics(labelled, predicted, right);
    }

    /** Whether a word names a metric that this number of classes has. */
    static boolean defined(String metric, int classes) {
        return NAMES.contains(metric) && (classes == 2 || !metric.equals(F1));
    }

    /** All metrics that are defined. */
    Map<String, Double> all() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(ACCURACY, accuracy());
        if (defined(F1, labelled.length)) {
            all.put(F1, f1(POSITIVE));
        }
        all.put(F1_MACRO, macroF1());
        all.put(MATTHEWS, matthews());
        return all;
    }

    /** The share of right predictions. */
    double accuracy() {
        return Arrays.stream(right).sum() / total;
    }

    /** F1 of one class: the harmonic mean of precision and recall. */
    double f1(int positive) {
        return ratio(2 * right[positive], labelled[positive] + predicted[positive]);
    }

    /** The mean F1 over the classes that occur among labels or predictions. */
    double macroF1() {
        return IntStream.range(0, labelled.length)
                .filter(i -> labelled[i] + predicted[i] > 0)
                .mapToDouble(this::f1)
                .average()
                .orElseThrow();
    }

    /**
     * Matthews correlation for any number of classes (Gorodkin 2004, Computational Biology and Chemistry 28): the covariance of
     * labels and predictions by the root of their variances; 0 where one of them is constant.
     */
    double matthews() {
        double covariance = Arrays.stream(right).sum() * total - product(labelled, predicted);
        double variances =
                (total * total - product(labelled, labelled)) * (total * total - product(predicted, predicted));
        return ratio(covariance, Math.sqrt(variances));
    }

    private static double product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
