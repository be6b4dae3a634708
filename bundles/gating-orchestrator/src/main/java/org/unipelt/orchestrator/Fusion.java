package org.unipelt.orchestrator;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.Activation;

/**
 * A product, its bias and its activation as one operation, by oneDNN: the activation is computed while the product is still in
 * the processor's cache, where it would else take several passes over memory. It has no gradient.
 */
final class Fusion {
    private static final Logger LOG = LoggerFactory.getLogger(Fusion.class);
    /** What TensorFlow's own rewriting of graphs puts in the place of such operations; it is not among the public ones. */
    private static final String OPERATION = "_MklNativeFusedMatMul";

    private static final String KERNEL = "MklNameChangeOp";
    private static final Map<Activation, String> WORDS = Map.of(
            Activation.GELU, "GeluExact",
            Activation.GELU_TANH, "GeluApproximate",
            Activation.RELU, "Relu");
    private static final float HALF = 0.5f;

    private Fusion() {}

    /** Whether there is such an operation for an activation. */
    static boolean has(Activation activation) {
        return WORDS.containsKey(activation);
    }

    /**
     * activation(x W + b).
     *
     * @param x [rows, inputSize]
     * @return [rows, outputSize]
     */
    static Operand<TFloat32> draw(
            Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias, Activation activation) {
        OperationBuilder builder = tf.scope().opBuilder(OPERATION, "FusedMatMul");
        builder.addInput(x.asOutput());
        builder.addInput(weight.asOutput());
        builder.addInputList(new Output<?>[] {bias.asOutput()});
        builder.setAttr("fused_ops", new String[] {"BiasAdd", WORDS.get(activation)});
        builder.setAttr("_kernel", KERNEL);
        return builder.build().output(0);
    }

    /** Whether it runs on a device, and computes what it should: asked of TensorFlow, since builds and processors differ. */
    static boolean runsOn(Device device) {
        try (Graph graph = new Graph();
                Session session = new Session(graph, Device.session().build())) {
            Ops tf = Ops.create(graph).withDevice(device.spec());
            Operand<TFloat32> one = tf.constant(new float[][] {{1}});
            Operand<TFloat32> zero = tf.constant(new float[] {HALF - 1});
            Session.Runner runner = session.runner();
            WORDS.keySet().forEach(activation -> {
                runner.fetch(draw(tf, one, one, zero, activation));
                runner.fetch(activation.draw(tf, tf.constant(new float[][] {{HALF}})));
            });
            try (Result result = runner.run()) {
                for (int i = 0; i < result.size(); i += 2) {
                    float fused = Tensors.floats(result.get(i))[0];
                    if (Math.abs(fused - Tensors.floats(result.get(i + 1))[0]) > 1e-5f) {
                        return false;
                    }
                }
                return true;
            }
        } catch (TensorFlowException | IllegalArgumentException e) {
            LOG.debug("products and activations stay apart on {}", device.name(), e);
            return false;
        }
    }
}
