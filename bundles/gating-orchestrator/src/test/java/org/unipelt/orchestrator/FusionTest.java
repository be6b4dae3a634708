package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.Activation;

class FusionTest {
    private static final int ROWS = 6;
    private static final int IN = 24;
    private static final int OUT = 40;

    @Test
    void aProductWithItsActivationInOneOperationIsTheSame() {
        assumeTrue(Fusion.runsOn(Device.of("cpu")), "this machine's TensorFlow has no such operation");
        for (Activation activation : Activation.values()) {
            try (Graph graph = new Graph();
                    Session session = new Session(graph)) {
                Ops tf = Ops.create(graph);
                Random random = new Random(3);
                Operand<TFloat32> x = drawn(tf, random, 2, ROWS / 2, IN);
                Operand<TFloat32> weight = drawn(tf, random, IN, OUT);
                Operand<TFloat32> bias = drawn(tf, random, OUT);
                Operand<TFloat32> apart = activated(tf, x, weight, bias, activation, false);
                Operand<TFloat32> fused = activated(tf, x, weight, bias, activation, true);
                assertEquals(Fusion.has(activation) ? 1 : 0, fusedOperations(graph), activation.name());
                try (Result result = session.runner().fetch(apart).fetch(fused).run()) {
                    assertEquals(Shape.of(2, ROWS / 2, OUT), result.get(1).shape());
                    assertArrayEquals(
                            Tensors.floats(result.get(0)), Tensors.floats(result.get(1)), 1e-5f, activation.name());
                }
            }
        }
    }

    @Test
    void aMapWithoutABiasStaysApart() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Random random = new Random(3);
            activated(tf, drawn(tf, random, 2, 3, IN), drawn(tf, random, IN, OUT), null, Activation.GELU, true);
            assertEquals(0, fusedOperations(graph));
        }
    }

    private static Operand<TFloat32> activated(
            Ops tf,
            Operand<TFloat32> x,
            Operand<TFloat32> weight,
            Operand<TFloat32> bias,
            Activation activation,
            boolean fusing) {
        return new DrawScope(tf, (parameter, scope) -> null, null, fusing).activated(x, weight, bias, activation);
    }

    private static int fusedOperations(Graph graph) {
        int count = 0;
        for (Iterator<GraphOperation> each = graph.operations(); each.hasNext(); ) {
            if (each.next().type().contains("Fused")) {
                count++;
            }
        }
        return count;
    }

    private static Operand<TFloat32> drawn(Ops tf, Random random, long... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return tf.reshape(tf.constant(values), tf.constant(sizes));
    }
}
