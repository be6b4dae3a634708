package org.unipelt.testkit;

import java.util.Map;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** Gradients by finite differences, to hold those of a {@link DrawnGraph} against. */
@ProviderType
public final class FiniteDifferences {
    private static final double STEP = 1e-5;

    private FiniteDifferences() {}

    /**
     * The gradient of the sum over a function's output, each number of it multiplied by its weight.
     *
     * @param function what the bundle should draw, written plainly in double precision
     * @param fed where; moved while it is computed, and put back
     * @param name by which of the values
     * @param by the weights, as many as the function gives numbers
     * @return as many numbers as the value has
     */
    public static double[] gradient(
            Function<Map<String, Values>, double[]> function, Map<String, Values> fed, String name, Values by) {
        double[] data = fed.get(name).data();
        double[] gradient = new double[data.length];
        for (int i = 0; i < data.length; i++) {
            double kept = data[i];
            data[i] = kept + STEP;
            double above = weighted(function.apply(fed), by.data());
            data[i] = kept - STEP;
            gradient[i] = (above - weighted(function.apply(fed), by.data())) / (2 * STEP);
            data[i] = kept;
        }
        return gradient;
    }

    private static double weighted(double[] output, double[] by) {
        double sum = 0;
        for (int i = 0; i < output.length; i++) {
            sum += output[i] * by[i];
        }
        return sum;
    }
}
