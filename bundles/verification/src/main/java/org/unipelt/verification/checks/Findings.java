package org.unipelt.verification.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

/** Collects what the checks find. */
final class Findings {
    /** Two steps of float32 at the tensor's largest value. */
    private static final double ROUNDING = 0x1p-22;

    /** The share of a tensor's largest value by which float32 may differ after some layers. */
    private static final double RELATIVE = 1e-5;

    private final double tolerance;
    private final List<Report.Line> lines = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final List<String> notUnderstood = new ArrayList<>();
    private String refused = "";

    Findings(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Compares a tensor; one of another shape or of integers fails. */
    void compare(String name, TensorData expected, TensorData actual) {
        compare(name, expected, actual, "");
    }

    /**
     * Compares a tensor.
     *
     * @param note what else the report says; empty as a rule
     */
    void compare(String name, TensorData expected, TensorData actual, String note) {
        double rounding = expected.integer() ? 0 : RELATIVE * Differences.magnitude(expected);
        String passes = rounding > tolerance ? String.format(Locale.ROOT, "up to %.2g passes", rounding) : "";
        String detail = note + (note.isEmpty() || passes.isEmpty() ? "" : ", ") + passes;
        within(name, expected, actual, Math.max(tolerance, rounding), detail);
    }

    /** Compares a gradient: its tolerance is relative, as {@link Report} says. */
    void compareGradient(String name, TensorData expected, TensorData actual) {
        double bound = tolerance * Math.max(Report.SMALL, Differences.magnitude(expected));
        within(name, expected, actual, bound, String.format(Locale.ROOT, "up to %.2g passes", bound));
    }

    /** Compares what was written again with what was read: it may differ by float32's rounding. */
    void compareCopy(String name, TensorData expected, TensorData actual) {
        double bound = ROUNDING * Differences.magnitude(expected);
        within(name, expected, actual, bound, "");
    }

    private void within(String name, TensorData expected, TensorData actual, double bound, String detail) {
        if (!expected.shape().equals(actual.shape())) {
            String shapes = "shape " + actual.shape() + " instead of " + expected.shape();
            lines.add(new Report.Line(name, Double.POSITIVE_INFINITY, false, shapes));
        } else if (expected.integer() || actual.integer()) {
            lines.add(new Report.Line(name, Double.POSITIVE_INFINITY, false, "integers where floats are compared"));
        } else {
            double difference = Differences.largest(expected.floats(), actual.floats());
            // NaN is within no tolerance
            lines.add(new Report.Line(name, difference, difference <= bound, detail));
        }
    }

    void compare(String name, double expected, double actual) {
        difference(name, Differences.between(expected, actual), "");
    }

    /** Reports a difference that was found elsewhere. */
    void difference(String name, double difference, String detail) {
        lines.add(new Report.Line(name, difference, difference <= tolerance, detail));
    }

    /** Texts or ids: these agree in every row or fail. */
    void rows(String name, int compared, List<Integer> differing) {
        String which = differing.isEmpty() ? "" : ", different (from 0): " + differing;
        lines.add(new Report.Line(name, differing.size(), differing.isEmpty(), compared + " rows" + which));
    }

    /** Whether something is the same or not, which no tolerance softens. */
    void expect(String name, boolean same, String detail) {
        lines.add(new Report.Line(name, same ? 0 : Double.POSITIVE_INFINITY, same, same ? "" : detail));
    }

    void known(String file) {
        known.add(file);
    }

    void known(String thing, String reason) {
        known.add(thing + ": " + reason);
    }

    /** Nothing can be compared: the folder holds what is not supported. */
    void refuse(String reason) {
        refused = reason;
    }

    void notUnderstood(String thing, String reason) {
        notUnderstood.add(thing + ": " + reason);
    }

    Report report() {
        return new Report(tolerance, lines, known, notUnderstood, refused);
    }
}
