package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The loss and its gradient by the scores, against PyTorch's formula in float64. */
class BinaryCrossEntropyTest {
    private static final Labels LABELS = Labels.of(List.of("a", "b", "c"));
    private static final float[][] SCORES = {{1f, 3f, -2f}, {-1f, 0.5f, 0f}, {20f, -5f, 0.25f}};
    private static final float[][] WANTED = {{1, 0, 0}, {0, 0, 0}, {0, 1, 1}};

    /** A loss and its gradient, row-major. */
    private record Computed(float loss, float[] gradient) {}

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1", "0.1, 1, 1, 1", "1, 1, 1, 1", "0, 0.2, 3, 1.5", "0.1, 0, 3, 1.5"})
    void isThatOfPytorch(double smoothing, double a, double b, double c) {
        double[] weights = {a, b, c};

        Computed computed = compute(loss(smoothing, weights), SCORES, WANTED);

        assertEquals(reference(smoothing, weights, SCORES), computed.loss(), 1e-5);
        for (int i = 0; i < computed.gradient().length; i++) {
            assertEquals(slope(smoothing, weights, i), computed.gradient()[i], 1e-5, "gradient " + i);
        }
    }

    @Test
    void scoresThatAreFarOffGiveAFiniteLoss() {
        float[][] far = {{-1000, 1000, 0}};

        Computed computed = compute(loss(0, new double[] {1, 1, 1}), far, new float[][] {{1, 0, 0}});

        assertEquals((1000 + 1000 + Math.log(2)) / 3, computed.loss(), 1e-3);
        assertEquals(-1 / 3.0, computed.gradient()[0], 1e-6);
    }

    private static BinaryCrossEntropy loss(double smoothing, double[] weights) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 1) { // those that are not named weigh 1
                named.put(LABELS.names().get(i), weights[i]);
            }
        }
        return new BinaryCrossEntropy(new LossOptions(smoothing, named));
    }

    private static Computed compute(BinaryCrossEntropy loss, float[][] values, float[][] wanted) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> scores = tf.constant(values);
            Operand<TFloat32> drawn = loss.draw(tf, LABELS, scores, tf.constant(wanted));
            var gradient = graph.addGradients(drawn.asOutput(), new Output<?>[] {scores.asOutput()});
            try (var result = session.runner().fetch(drawn).fetch(gradient[0]).run()) {
                float[] numbers = new float[3 * wanted.length];
                ((TFloat32) result.get(1)).asRawTensor().data().asFloats().read(numbers);
                return new Computed(((TFloat32) result.get(0)).getFloat(), numbers);
            }
        }
    }

    private static double reference(double smoothing, double[] weights, float[][] scores) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            for (int label = 0; label < weights.length; label++) {
                double p = 1 / (1 + Math.exp(-scores[row][label]));
                double t = WANTED[row][label] * (1 - smoothing) + smoothing / 2;
                sum -= weights[label] * t * Math.log(p) + (1 - t) * Math.log(1 - p);
            }
        }
        return sum / (scores.length * weights.length);
    }

    /** The reference's slope by one score, by differences. */
    private static double slope(double smoothing, double[] weights, int index) {
        float step = 1f / 1024;
        float[][] higher = Arrays.stream(SCORES).map(float[]::clone).toArray(float[][]::new);
        float[][] lower = Arrays.stream(SCORES).map(float[]::clone).toArray(float[][]::new);
        higher[index / 3][index % 3] += step;
        lower[index / 3][index % 3] -= step;
        return (reference(smoothing, weights, higher) - reference(smoothing, weights, lower)) / (2 * step);
    }
}
