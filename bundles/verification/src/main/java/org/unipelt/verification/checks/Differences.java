package org.unipelt.verification.checks;

import org.unipelt.api.model.TensorData;

/** Absolute differences in double precision. */
final class Differences {
    private Differences() {}

    /** The largest difference; NaN if any value is NaN. */
    static double largest(float[] expected, float[] actual) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, between(expected[i], actual[i]));
        }
        return largest;
    }

    /** The largest absolute value; 0 for integers. */
    static double magnitude(TensorData data) {
        double largest = 0;
        for (float value : data.integer() ? new float[0] : data.floats()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** 0 between equal infinities, whose subtraction would give NaN. */
    static double between(double expected, double actual) {
        return expected == actual ? 0 : Math.abs(expected - actual);
    }
}
