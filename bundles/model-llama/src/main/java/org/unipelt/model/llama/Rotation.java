package org.unipelt.model.llama;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Turns the pairs (i, i + size / 2) of every head by angles that grow with the position (Su et al. 2021, arXiv 2104.09864), in
 * the layout of Hugging Face's checkpoints.
 *
 * @param cosine [batch, sequence, 1, head size / 2]
 * @param sine as cosine
 */
record Rotation(Ops tf, int headSize, Operand<TFloat32> cosine, Operand<TFloat32> sine) {

    /** @param positions [batch, sequence] */
    static Rotation of(Ops tf, LlamaConfig config, Operand<TInt32> positions) {
        float[] frequencies = new float[config.headSize() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(config.theta(), -2.0 * i / config.headSize());
        }
        Operand<TFloat32> each =
                tf.expandDims(tf.expandDims(tf.dtypes.cast(positions, TFloat32.class), tf.constant(2)), tf.constant(3));
        Operand<TFloat32> angles = tf.math.mul(each, tf.constant(frequencies));
        return new Rotation(tf, config.headSize(), tf.math.cos(angles), tf.math.sin(angles));
    }

    /** @param x [batch, sequence, heads times head size] */
    Operand<TFloat32> of(Operand<TFloat32> x, int heads) {
        Operand<TInt32> places = tf.slice(tf.shape(x), tf.array(0), tf.array(2));
        Operand<TFloat32> split = tf.reshape(x, tf.concat(List.of(places, tf.array(heads, headSize)), tf.constant(0)));
        int half = headSize / 2;
        Operand<TFloat32> first = tf.slice(split, tf.array(0, 0, 0, 0), tf.array(-1, -1, -1, half));
        Operand<TFloat32> second = tf.slice(split, tf.array(0, 0, 0, half), tf.array(-1, -1, -1, half));
        Operand<TFloat32> turned = tf.concat(
                List.of(
                        tf.math.sub(tf.math.mul(first, cosine), tf.math.mul(second, sine)),
                        tf.math.add(tf.math.mul(second, cosine), tf.math.mul(first, sine))),
                tf.constant(-1));
        return tf.reshape(turned, tf.concat(List.of(places, tf.array(heads * headSize)), tf.constant(0)));
    }
}
