package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gradients of a loss. */
final class Gradients {
    private Gradients() {}

    /**
     * Draws the gradient of a loss by each value; null where the loss does not depend on the value.
     *
     * @param loss a scalar
     */
    static List<Operand<TFloat32>> of(Graph graph, Operand<TFloat32> loss, List<Operand<TFloat32>> values) {
        Set<GraphOperation> before = graph.subgraphTo(Set.of(loss));
        List<Operand<TFloat32>> reached =
                values.stream().filter(v -> before.contains(v.op())).toList();
        // TensorFlow refuses the whole when one value is not reached
        Output<?>[] drawn = graph.addGradients(
                loss.asOutput(), reached.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
        List<Operand<TFloat32>> gradients = new ArrayList<>();
        int next = 0;
        for (Operand<TFloat32> value : values) {
            Output<?> gradient = before.contains(value.op()) ? drawn[next++] : null;
            // and gives no operation where nothing flows back, as through a comparison
            gradients.add(gradient == null || gradient.index() < 0 ? null : gradient.expect(TFloat32.class));
        }
        return gradients;
    }

    /** Scales all gradients by maximum / norm where their common norm is larger (Pascanu et al. 2013, arXiv 1211.5063). */
    static List<Operand<TFloat32>> clipped(Ops tf, List<Operand<TFloat32>> gradients, float maximum) {
        List<Operand<TFloat32>> halfSquares = new ArrayList<>();
        gradients.forEach(g -> halfSquares.add(tf.nn.l2Loss(g)));
        Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.math.addN(halfSquares), tf.constant(2f)));
        Operand<TFloat32> factor = tf.math.div(tf.constant(maximum), tf.math.maximum(norm, tf.constant(maximum)));
        return gradients.stream()
                .<Operand<TFloat32>>map(g -> tf.math.mul(g, factor))
                .toList();
    }
}
