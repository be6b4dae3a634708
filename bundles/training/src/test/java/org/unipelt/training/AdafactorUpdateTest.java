package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.training.Optimiser;

/** Adafactor in TensorFlow against transformers' formulas in float64, which keep means of rows and columns. */
class AdafactorUpdateTest {
    private static final int STEPS = 20;

    /** A weight in float64 with what is kept of it; a vector has one row. */
    private static final class Reference {
        final int rows;
        final int columns;
        final double[] weight;
        private final double[] rowMeans;
        private final double[] columnMeans;
        private final double[] squares;

        Reference(int rows, int columns, float[] start) {
            this.rows = rows;
            this.columns = columns;
            weight = new double[start.length];
            Arrays.setAll(weight, i -> start[i]);
            rowMeans = new double[rows];
            columnMeans = new double[columns];
            squares = new double[start.length];
        }

        void step(double[] gradient, int t, double rate, double clip, boolean scale, double weightDecay) {
            double beta = 1 - Math.pow(t, -0.8);
            double[] update = new double[gradient.length];
            keep(gradient, beta);
            for (int i = 0; i < gradient.length; i++) {
                update[i] = gradient[i] / Math.sqrt(second(i));
            }
            double divisor = Math.max(1, rootMeanSquare(update) / clip);
            double scaled = rate * (scale ? Math.max(1e-3, rootMeanSquare(weight)) : 1);
            for (int i = 0; i < weight.length; i++) {
                weight[i] -= scaled * (weightDecay * weight[i] + update[i] / divisor);
            }
        }

        private void keep(double[] gradient, double beta) {
            double[] rowSums = new double[rows];
            double[] columnSums = new double[columns];
            for (int i = 0; i < gradient.length; i++) {
                double square = gradient[i] * gradient[i] + 1e-30;
                squares[i] = beta * squares[i] + (1 - beta) * square;
                rowSums[i / columns] += square;
                columnSums[i % columns] += square;
            }
            for (int r = 0; r < rows; r++) {
                rowMeans[r] = beta * rowMeans[r] + (1 - beta) * rowSums[r] / columns;
            }
            for (int c = 0; c < columns; c++) {
                columnMeans[c] = beta * columnMeans[c] + (1 - beta) * columnSums[c] / rows;
            }
        }

        private double second(int i) {
            return rows == 1
                    ? squares[i]
                    : rowMeans[i / columns]
                            * columnMeans[i % columns]
                            / Arrays.stream(rowMeans).average().orElseThrow();
        }

        private static double rootMeanSquare(double[] x) {
            return Math.sqrt(Arrays.stream(x).map(v -> v * v).average().orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1, false, 0", "0.05, 0.3, false, 0.1", "0.1, 1, true, 0", "0.1, 0.5, true, 0.2"})
    void isThatOfThePaper(double rate, double clip, boolean scale, double weightDecay) {
        Optimiser optimiser = new AdafactorOptimiser();
        Map<String, Object> options =
                Map.of("clip_threshold", clip, "scale_parameter", scale, "weight_decay", weightDecay);
        float[] vectorStart = {0.8f, -0.5f, 0.3f};
        float[] matrixStart = {0.9f, -0.7f, 0.05f, 0.4f, 1.2f, -0.01f};
        Parameter vector = new Parameter("vector", Shape.of(3), Initializer.zeros(), null);
        Parameter matrix = new Parameter("matrix", Shape.of(2, 3), Initializer.zeros(), null);
        Reference ofVector = new Reference(1, 3, vectorStart);
        Reference ofMatrix = new Reference(2, 3, matrixStart);
        Random random = new Random(7);
        try (SmallGraph graph = new SmallGraph()) {
            graph.declare(vector, vectorStart);
            graph.declare(matrix, matrixStart);
            Placeholder<TFloat32> x = placeholder(graph, Shape.of(3));
            Placeholder<TFloat32> y = placeholder(graph, Shape.of(2, 3));
            Ops ops = graph.ops();
            Operand<TFloat32> loss = ops.math.add(
                    ops.sum(ops.math.mul(graph.value(vector), x), ops.constant(0)),
                    ops.sum(ops.math.mul(graph.value(matrix), y), ops.constant(new int[] {0, 1})));
            List<Op> updates =
                    graph.draw(optimiser.instantiate(optimiser.options().parse(options, "training")), loss);
            for (int t = 1; t <= STEPS; t++) {
                // the loss is linear, so that its gradients are what is fed; one column is far smaller than the others
                float[] xs = numbers(random, 3);
                float[] ys = numbers(random, 6);
                ys[2] *= 1e-6f;
                ys[5] *= 1e-6f;
                try (TFloat32 fedX = SmallGraph.tensor(Shape.of(3), xs);
                        TFloat32 fedY = SmallGraph.tensor(Shape.of(2, 3), ys)) {
                    graph.update(updates, loss, Map.of(x, fedX, y, fedY), t, rate);
                }
                ofVector.step(wide(xs), t, rate, clip, scale, weightDecay);
                ofMatrix.step(wide(ys), t, rate, clip, scale, weightDecay);
                assertClose(ofVector.weight, graph.get(graph.value(vector), Map.of()), "vector after step " + t);
                assertClose(ofMatrix.weight, graph.get(graph.value(matrix), Map.of()), "matrix after step " + t);
            }
        }
    }

    @Test
    void weightWithoutGradientStaysWhereItIs() {
        Parameter matrix = new Parameter("matrix", Shape.of(2, 2), Initializer.zeros(), null);
        float[] start = {1, 2, 3, 4};
        try (SmallGraph graph = new SmallGraph()) {
            graph.declare(matrix, start);
            Ops ops = graph.ops();
            Operand<TFloat32> loss =
                    ops.sum(ops.math.mul(graph.value(matrix), ops.constant(0f)), ops.constant(new int[] {0, 1}));
            Optimiser optimiser = new AdafactorOptimiser();
            List<Op> updates =
                    graph.draw(optimiser.instantiate(optimiser.options().parse(Map.of(), "training")), loss);
            graph.update(updates, loss, Map.of(), 1, 0.1);
            assertClose(wide(start), graph.get(graph.value(matrix), Map.of()), "after a step");
        }
    }

    private static Placeholder<TFloat32> placeholder(SmallGraph graph, Shape shape) {
        return graph.ops().placeholder(TFloat32.class, Placeholder.shape(shape));
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    private static void assertClose(double[] expected, float[] actual, String message) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 2e-6, message);
        }
    }
}
