package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gates of given scores, worked out by hand. */
class NormalisationTest {
    @Test
    void aSigmoidTakesEachByItself() {
        assertGates(Map.of("normalisation", "sigmoid"), scores(0, 2), 0.5f, 0.880797f);
    }

    @Test
    void aSoftmaxSharesOutAndALowTemperatureDecides() {
        assertGates(Map.of("normalisation", "softmax"), scores(0, 1), 0.268941f, 0.731059f);
        assertGates(Map.of("normalisation", "softmax", "temperature", 0.5), scores(0, 1), 0.119203f, 0.880797f);
    }

    @Test
    void theBestShareOutAmongThemselves() {
        assertGates(Map.of("normalisation", "top-k", "k", 2), scores(1, 0, 2), 0.268941f, 0, 0.731059f);
        assertGates(Map.of("normalisation", "top-k", "k", 1), scores(1, 0, 2), 0, 0, 1);
    }

    @Test
    void whatIsUnderHalfOfTheLastScoresSigmoidIsClosed() {
        assertGates(Map.of("normalisation", "threshold"), scores(-2, 2, 0), 0, 0.880797f);
        assertGates(Map.of("normalisation", "threshold"), scores(-2, 2, -3), 0.119203f, 0.880797f);
    }

    private static float[] scores(float... scores) {
        return scores;
    }

    private static void assertGates(Map<String, Object> policy, float[] scores, float... expected) {
        Normalisation normalisation = Normalisation.of(GatePolicy.SCHEMA.parse(policy, "test"));
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> given = tf.constant(new float[][][] {{scores}});
            Operand<TFloat32> gates = normalisation.decide(tf, normalisation.weights(tf, given));
            try (Result result = session.runner().fetch(gates).run()) {
                assertArrayEquals(expected, Tensors.floats(result.get(0)), 1e-5f);
            }
        }
    }
}
