package org.unipelt.verification.checks;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

/** Collects what the checks find. */
final class Findings {
    private final double tolerance;
    private final List<Report.Line> lines = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final List<String> notUnderstood = new ArrayList<>();

    Findings(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Compares a tensor; one of another shape or of integers fails. */
    void compare(String name, TensorData expected, TensorData actual) {
        if (!expected.shape().equals(actual.shape())) {
            String shapes = "shape " + actual.shape() + " instead of " + expected.shape();
            lines.add(new Report.Line(name, Double.POSITIVE_INFINITY, false, shapes));
        } else if (expected.integer() || actual.integer()) {
            lines.add(new Report.Line(name, Double.POSITIVE_INFINITY, false, "integers where floats are compared"));
        } else {
            difference(name, Differences.largest(expected.floats(), actual.floats()));
        }
    }

    void compare(String name, double expected, double actual) {
        difference(name, Differences.between(expected, actual));
    }

    /** Texts or ids: these agree in every row or fail. */
    void rows(String name, int differing, String detail) {
        lines.add(new Report.Line(name, differing, differing == 0, detail));
    }

    void known(String file) {
        known.add(file);
    }

    void notUnderstood(String thing, String reason) {
        notUnderstood.add(thing + ": " + reason);
    }

    Report report() {
        return new Report(tolerance, lines, known, notUnderstood);
    }

    private void difference(String name, double difference) {
        // NaN is within no tolerance
        lines.add(new Report.Line(name, difference, difference <= tolerance, ""));
    }
}
