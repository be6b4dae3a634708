package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.training.Optimiser;

/** Each optimiser in TensorFlow against PyTorch's formula in float64, 20 steps on a loss whose gradient is known. */
class OptimisersTest {
    private static final int STEPS = 20;
    private static final Parameter A = new Parameter("a", Shape.of(3), Initializer.zeros(), null);
    private static final Parameter B = new Parameter("b", Shape.of(2, 2), Initializer.zeros(), null);
    private static final float[] A_START = {0.8f, -0.5f, 0.3f};
    private static final float[] B_START = {0.9f, -0.7f, 0.05f, 0.4f};
    /** Curvatures far apart, so that the epsilon matters for some and not for others. */
    private static final float[] CURVATURE = {1f, 0.01f, 0.0001f};

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.9, 0.999, 1e-8, 0.01",
        "0.01, 0.9, 0.999, 1e-8, 0",
        "0.02, 0.8, 0.95, 0.1, 0.5",
        "0.0005, 0.9, 0.98, 1e-6, 1"
    })
    void adamwIsPytorchs(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
        Optimiser optimiser = new AdamWOptimiser();
        Map<String, Object> options = adam(beta1, beta2, epsilon, weightDecay);
        assertSame(optimiser, options, rate, (p, g, state, t) -> {
            double decayed = p - rate * weightDecay * p;
            return decayed - adamStep(g, state, t, rate, beta1, beta2, epsilon);
        });
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.9, 0.999, 1e-8, 0", "0.02, 0.8, 0.95, 0.1, 0.5"})
    void adamIsPytorchs(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
        Map<String, Object> options = adam(beta1, beta2, epsilon, weightDecay);
        assertSame(
                new AdamOptimiser(),
                options,
                rate,
                (p, g, state, t) -> p - adamStep(g + weightDecay * p, state, t, rate, beta1, beta2, epsilon));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 0.9, 0", "0.05, 0, 0", "0.02, 0.5, 0.3", "0.02, 0, 0.3"})
    void sgdIsPytorchs(double rate, double momentum, double weightDecay) {
        Map<String, Object> options = Map.of("momentum", momentum, "weight_decay", weightDecay);
        assertSame(new SgdOptimiser(), options, rate, (p, g, state, t) -> {
            state[0] = momentum * state[0] + g + weightDecay * p;
            return p - rate * state[0];
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd", "adafactor"})
    void weightsOfTwoRatesMoveAsTheyDoAlone(String name) {
        Optimiser optimiser = Map.of(
                        "adamw", new AdamWOptimiser(),
                        "adam", new AdamOptimiser(),
                        "sgd", new SgdOptimiser(),
                        "adafactor", new AdafactorOptimiser())
                .get(name);
        List<float[]> both = moved(optimiser, 0.01, parameter -> parameter == A ? 1.0 : 8.0);
        assertArrayEquals(moved(optimiser, 0.01, parameter -> 1.0).get(0), both.get(0));
        assertArrayEquals(moved(optimiser, 0.08, parameter -> 1.0).get(1), both.get(1), 1e-6f);
        assertEquals(2, both.size());
    }

    /** Both weights after some steps. */
    private static List<float[]> moved(Optimiser optimiser, double rate, Function<Parameter, Double> factors) {
        try (SmallGraph graph = new SmallGraph();
                TFloat32 feed = SmallGraph.tensor(Shape.of(3), new float[] {0.1f, 0.2f, 0.3f})) {
            graph.declare(A, A_START);
            graph.declare(B, B_START);
            Placeholder<TFloat32> x = graph.ops().placeholder(TFloat32.class, Placeholder.shape(Shape.of(3)));
            Operand<TFloat32> loss = loss(graph, x);
            Optimiser.OptimiserInstance instance =
                    optimiser.instantiate(optimiser.options().parse(Map.of("weight_decay", 0.1), "training"));
            List<Op> updates = graph.draw(instance, loss, factors);
            for (int t = 1; t <= STEPS; t++) {
                graph.update(updates, loss, Map.of(x, feed), t, rate);
            }
            return List.of(graph.get(graph.value(A), Map.of()), graph.get(graph.value(B), Map.of()));
        }
    }

    @Test
    void defaultsAreThoseOfThePaperAndOfPytorch() {
        Optimiser adamw = new AdamWOptimiser();
        assertEquals(
                new AdamUpdate(0.9, 0.999, 1e-8, 0.01, true),
                adamw.instantiate(adamw.options().parse(Map.of(), "training")));
        Optimiser adam = new AdamOptimiser();
        assertEquals(
                new AdamUpdate(0.9, 0.999, 1e-8, 0, false),
                adam.instantiate(adam.options().parse(Map.of(), "training")));
        Optimiser sgd = new SgdOptimiser();
        Optimiser adafactor = new AdafactorOptimiser();
        assertEquals(
                new AdafactorUpdate(0.8, 1, 1e-30, false, 1e-3, 0),
                adafactor.instantiate(adafactor.options().parse(Map.of(), "training")));
        assertEquals(new SgdUpdate(0.9, 0), sgd.instantiate(sgd.options().parse(Map.of(), "training")));
    }

    /** One number's step in float64. */
    private interface Reference {
        /**
         * The number after a step.
         *
         * @param p the number before
         * @param g its gradient
         * @param state two numbers that are kept from step to step
         * @param t the step from 1
         */
        double step(double p, double g, double[] state, int t);
    }

    private static double adamStep(
            double g, double[] state, int t, double rate, double beta1, double beta2, double epsilon) {
        state[0] = beta1 * state[0] + (1 - beta1) * g;
        state[1] = beta2 * state[1] + (1 - beta2) * g * g;
        double denominator = Math.sqrt(state[1]) / Math.sqrt(1 - Math.pow(beta2, t)) + epsilon;
        return rate / (1 - Math.pow(beta1, t)) * state[0] / denominator;
    }

    private static Map<String, Object> adam(double beta1, double beta2, double epsilon, double weightDecay) {
        return Map.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight_decay", weightDecay);
    }

    /** The loss is sum(c (a - x)^2) / 2 + sum(b^4) / 4, x being new in each step. */
    private static void assertSame(Optimiser optimiser, Map<String, Object> options, double rate, Reference reference) {
        double[] a = widen(A_START);
        double[] b = widen(B_START);
        double[][] aState = new double[a.length][2];
        double[][] bState = new double[b.length][2];
        Random random = new Random(7);
        try (SmallGraph graph = new SmallGraph()) {
            graph.declare(A, A_START);
            graph.declare(B, B_START);
            Placeholder<TFloat32> x = graph.ops().placeholder(TFloat32.class, Placeholder.shape(Shape.of(3)));
            Operand<TFloat32> loss = loss(graph, x);
            List<Op> updates =
                    graph.draw(optimiser.instantiate(optimiser.options().parse(options, "training")), loss);
            for (int t = 1; t <= STEPS; t++) {
                float[] xs = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
                double expected = 0;
                for (int i = 0; i < a.length; i++) {
                    expected += CURVATURE[i] * (a[i] - xs[i]) * (a[i] - xs[i]) / 2;
                    a[i] = reference.step(a[i], CURVATURE[i] * (a[i] - xs[i]), aState[i], t);
                }
                for (int i = 0; i < b.length; i++) {
                    expected += Math.pow(b[i], 4) / 4;
                    b[i] = reference.step(b[i], Math.pow(b[i], 3), bState[i], t);
                }
                try (TFloat32 feed = SmallGraph.tensor(Shape.of(3), xs)) {
                    assertEquals(expected, graph.update(updates, loss, Map.of(x, feed), t, rate), 1e-6, "step " + t);
                }
                assertArrayEquals(a, widen(graph.get(graph.value(A), Map.of())), 1e-6, "a after step " + t);
                assertArrayEquals(b, widen(graph.get(graph.value(B), Map.of())), 1e-6, "b after step " + t);
            }
        }
    }

    private static Operand<TFloat32> loss(SmallGraph graph, Operand<TFloat32> x) {
        Ops ops = graph.ops();
        Operand<TFloat32> distance = ops.math.square(ops.math.sub(graph.value(A), x));
        Operand<TFloat32> ofA = ops.sum(ops.math.mul(ops.constant(CURVATURE), distance), ops.constant(0));
        Operand<TFloat32> fourth = ops.math.square(ops.math.square(graph.value(B)));
        Operand<TFloat32> ofB = ops.sum(fourth, ops.constant(new int[] {0, 1}));
        return ops.math.add(ops.math.mul(ops.constant(0.5f), ofA), ops.math.mul(ops.constant(0.25f), ofB));
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
