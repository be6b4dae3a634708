package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The loss and its gradient by the scores, against PyTorch's formula in float64. */
class CrossEntropyTest {
    private static final Labels LABELS = Labels.of(List.of("a", "b", "c"));
    private static final float[][] SCORES = {{1f, 3f, 2f}, {-1f, 0.5f, 0f}, {20f, -5f, 0.25f}, {0f, 0f, 0f}};
    private static final int[] WANTED = {1, 0, 2, 2};

    /** A loss and its gradient, row-major. */
    private record Computed(float loss, float[] gradient) {}

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1", "0.1, 1, 1, 1", "1, 1, 1, 1", "0, 0.2, 3, 1.5", "0.1, 0.2, 3, 1.5", "0.3, 0, 1, 7"})
    void isThatOfPytorch(double smoothing, double a, double b, double c) {
        double[] weights = {a, b, c};
        CrossEntropy loss = loss(smoothing, weights);

        Computed computed = compute(loss, WANTED);

        assertEquals(reference(smoothing, weights, SCORES), computed.loss(), 1e-5);
        for (int i = 0; i < computed.gradient().length; i++) {
            assertEquals(slope(smoothing, weights, i), computed.gradient()[i], 1e-5, "gradient " + i);
        }
    }

    @Test
    void aBatchOfClassesThatWeighNothingTeachesNothing() {
        Computed computed = compute(loss(0.1, new double[] {1, 1, 0}), new int[] {2, 2, 2, 2});

        assertEquals(0, computed.loss());
        assertArrayEquals(new float[12], computed.gradient(), 1e-12f);
    }

    private static CrossEntropy loss(double smoothing, double[] weights) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 1) { // those that are not named weigh 1
                named.put(LABELS.names().get(i), weights[i]);
            }
        }
        return new CrossEntropy(new LossOptions(smoothing, named));
    }

    private static Computed compute(CrossEntropy loss, int[] wanted) {
        float[][] oneHot = new float[wanted.length][3];
        for (int i = 0; i < wanted.length; i++) {
            oneHot[i][wanted[i]] = 1;
        }
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> scores = tf.constant(SCORES);
            Operand<TFloat32> drawn = loss.draw(tf, LABELS, scores, tf.constant(oneHot));
            var gradient = graph.addGradients(drawn.asOutput(), new org.tensorflow.Output<?>[] {scores.asOutput()});
            try (var result = session.runner().fetch(drawn).fetch(gradient[0]).run()) {
                float[] numbers = new float[3 * wanted.length];
                ((TFloat32) result.get(1)).asRawTensor().data().asFloats().read(numbers);
                return new Computed(((TFloat32) result.get(0)).getFloat(), numbers);
            }
        }
    }

    private static double reference(double smoothing, double[] weights, float[][] scores) {
        double sum = 0;
        double count = 0;
        for (int row = 0; row < scores.length; row++) {
            double all = 0;
            for (float score : scores[row]) {
                all += Math.exp(score);
            }
            for (int c = 0; c < weights.length; c++) {
                double share = smoothing / weights.length + (c == WANTED[row] ? 1 - smoothing : 0);
                sum -= weights[c] * share * (scores[row][c] - Math.log(all));
            }
            count += weights[WANTED[row]];
        }
        return sum / count;
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
