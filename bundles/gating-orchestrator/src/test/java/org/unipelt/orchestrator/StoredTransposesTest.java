package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class StoredTransposesTest {
    private static final String WEIGHT = "encoder.layer.0.intermediate.dense.weight";
    private static final int ROWS = 3;

    private final Host host = SmallBert.host();

    @AfterEach
    void stop() {
        host.leave();
        host.retire();
    }

    @Test
    void aGradientReadsTheStoredTransposeAndIsTheSame() {
        Shape shape = host.weights().shape(WEIGHT);
        int in = (int) shape.get(0);
        int out = (int) shape.get(1);
        float[] x = new float[ROWS * in];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        for (int drawn = 0; drawn < 2; drawn++) { // the second drawing finds the transpose stored
            assertArrayEquals(gradientOfHalfSquares(x, in, out), drawnGradient(x, in), 1e-5f);
        }
        long turningOver = host.graph().toGraphDef().getNodeList().stream()
                .filter(node -> node.getOp().equals("MatMul")
                        && node.getAttrOrThrow("transpose_b").getB())
                .count();
        assertEquals(0, turningOver, "products that turn a frozen weight over");
    }

    @Test
    void gradientsNameTheDeviceOfTheModel() {
        int in = (int) host.weights().shape(WEIGHT).get(0);
        drawnGradient(new float[ROWS * in], in);
        List<String> nowhere = host.graph().toGraphDef().getNodeList().stream()
                .filter(node -> node.getDevice().isEmpty())
                .map(NodeDef::getName)
                .toList();
        assertEquals(List.of(), nowhere);
    }

    /** Of sum((x W)^2) / 2 by x, drawn in the host. */
    private float[] drawnGradient(float[] x, int in) {
        try (Sketch sketch = new Sketch(host);
                TFloat32 values = Tensors.of(Shape.of(ROWS, in), x)) {
            Ops tf = sketch.ops();
            Placeholder<TFloat32> input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(ROWS, in)));
            Operand<TFloat32> loss = tf.nn.l2Loss(tf.linalg.matMul(input, sketch.get(WEIGHT)));
            Operand<TFloat32> gradient =
                    Gradients.of(sketch.graph(), loss, List.of(input)).get(0);
            sketch.commit();
            try (Result result = host.session()
                    .runner()
                    .feed(sketch.name(input.asOutput()), values)
                    .fetch(sketch.name(gradient))
                    .run()) {
                return Tensors.floats(result.get(0));
            }
        }
    }

    /** (x W) W^T. */
    private float[] gradientOfHalfSquares(float[] x, int in, int out) {
        float[] w = host.weights().values(WEIGHT);
        float[] gradient = new float[x.length];
        for (int row = 0; row < ROWS; row++) {
            for (int o = 0; o < out; o++) {
                float y = 0;
                for (int i = 0; i < in; i++) {
                    y += x[row * in + i] * w[i * out + o];
                }
                for (int i = 0; i < in; i++) {
                    gradient[row * in + i] += y * w[i * out + o];
                }
            }
        }
        return gradient;
    }
}
