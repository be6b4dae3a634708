package org.unipelt.gate.transformer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/**
 * A projection to n features and one self-attention layer with residual and norm; shared by all slots of a group.
 *
 * @param heads how many parts the features are attended in
 * @param normFirst norm of what the attention reads, not of the residual sum
 * @param input [inputSize, n]
 * @param query [n, n], as key, value and output
 * @param norm [n]
 */
record AttentionLayer(
        int heads,
        boolean normFirst,
        Linear input,
        Linear query,
        Linear key,
        Linear value,
        Linear output,
        Linear norm) {
    private static final float EPSILON = 1e-5f;
    // its logarithm, -69, leaves padding no weight that a float could show, and unlike that of 0 is a number
    private static final float LEAST = 1e-30f;

    /** Weight and bias. */
    record Linear(Parameter weight, Parameter bias) {
        static Linear declare(String name, int in, int out, Weights weights) {
            // Glorot's bound keeps the features' variance, whatever the width of the model
            Initializer glorot = Initializer.uniform(Math.sqrt(6.0 / (in + out)));
            return new Linear(
                    weights.parameter(name + ".weight", Shape.of(in, out), glorot),
                    weights.parameter(name + ".bias", Shape.of(out), Initializer.zeros()));
        }

        Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x) {
            return scope.linear(x, scope.value(weight), scope.value(bias));
        }
    }

    static AttentionLayer declare(GateGroup group, int size, int heads, boolean normFirst, Weights weights) {
        String name = group.name();
        return new AttentionLayer(
                heads,
                normFirst,
                Linear.declare(name + ".input", group.inputSize(), size, weights),
                Linear.declare(name + ".query", size, size, weights),
                Linear.declare(name + ".key", size, size, weights),
                Linear.declare(name + ".value", size, size, weights),
                Linear.declare(name + ".output", size, size, weights),
                new Linear(
                        weights.parameter(name + ".norm.weight", Shape.of(size), Initializer.ones()),
                        weights.parameter(name + ".norm.bias", Shape.of(size), Initializer.zeros())));
    }

    /**
     * @param x [batch, sequence, inputSize]
     * @param mask [batch, sequence]
     * @return [batch, sequence, n]
     */
    Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x, Operand<TFloat32> mask) {
        Operand<TFloat32> features = input.draw(scope, x);
        Operand<TFloat32> read = normFirst ? normed(scope, features) : features;
        Operand<TFloat32> sum = scope.ops().math.add(features, attended(scope, read, mask));
        return normFirst ? sum : normed(scope, sum);
    }

    private Operand<TFloat32> attended(GraphScope scope, Operand<TFloat32> x, Operand<TFloat32> mask) {
        Ops tf = scope.ops();
        Operand<TFloat32> scores = tf.train.batchMatMul(
                inHeads(tf, query.draw(scope, x)),
                inHeads(tf, key.draw(scope, x)),
                TFloat32.class,
                BatchMatMul.adjY(true));
        Operand<TFloat32> scaled = tf.math.mul(scores, tf.constant((float) (1 / Math.sqrt((double) size() / heads))));
        Operand<TFloat32> weights = tf.nn.softmax(tf.math.add(scaled, logarithm(tf, mask)));
        Operand<TFloat32> mixed = tf.train.batchMatMul(weights, inHeads(tf, value.draw(scope, x)), TFloat32.class);
        Operand<TFloat32> joined = tf.reshape(
                tf.linalg.transpose(mixed, tf.array(0, 2, 1, 3)),
                tf.concat(List.of(batch(tf, x), tf.array(size())), tf.constant(0)));
        return output.draw(scope, joined);
    }

    /** What is added to a token's scores: the logarithm of its mask, [batch, 1, 1, sequence]. */
    private static Operand<TFloat32> logarithm(Ops tf, Operand<TFloat32> mask) {
        Operand<TFloat32> logarithm = tf.math.log(tf.math.maximum(mask, tf.constant(LEAST)));
        return tf.expandDims(tf.expandDims(logarithm, tf.constant(1)), tf.constant(1));
    }

    /** [batch, sequence, n] to [batch, heads, sequence, n / heads]. */
    private Operand<TFloat32> inHeads(Ops tf, Operand<TFloat32> x) {
        Operand<TInt32> shape = tf.concat(List.of(batch(tf, x), tf.array(heads, size() / heads)), tf.constant(0));
        return tf.linalg.transpose(tf.reshape(x, shape), tf.array(0, 2, 1, 3));
    }

    private Operand<TFloat32> normed(GraphScope scope, Operand<TFloat32> x) {
        Ops tf = scope.ops();
        Operand<TFloat32> centred = tf.math.sub(x, mean(tf, x));
        Operand<TFloat32> variance = mean(tf, tf.math.square(centred));
        Operand<TFloat32> unit = tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(EPSILON))));
        return tf.math.add(tf.math.mul(unit, scope.value(norm.weight())), scope.value(norm.bias()));
    }

    private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
        return tf.math.mean(x, tf.array(2), Mean.keepDims(true));
    }

    private static Operand<TInt32> batch(Ops tf, Operand<TFloat32> x) {
        return tf.slice(tf.shape(x), tf.array(0), tf.array(2));
    }

    private int size() {
        return (int) norm.bias().shape().get(0);
    }
}
