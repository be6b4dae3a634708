package org.unipelt.model.bert;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The functions that BERT is made of, drawn in few operations, each with a gradient; constants are shared. */
final class Functions {
    private final Ops tf;
    private final Operand<TInt32> lastAxis;
    private final Operand<TFloat32> epsilon;

    Functions(Ops tf, double epsilon) {
        this.tf = tf;
        this.lastAxis = tf.constant(-1);
        this.epsilon = tf.constant((float) epsilon);
    }

    /** LayerNorm over the last axis; the variance is that of the population. */
    Operand<TFloat32> layerNorm(Operand<TFloat32> x, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
        Operand<TFloat32> centred = tf.math.sub(x, mean(x));
        Operand<TFloat32> variance = mean(tf.math.square(centred));
        Operand<TFloat32> normed = tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, epsilon)));
        return tf.math.add(tf.math.mul(normed, gamma), beta);
    }

    Operand<TFloat32> activate(Activation activation, Operand<TFloat32> x) {
        return switch (activation) {
            case GELU -> gelu(x);
            case GELU_TANH -> geluTanh(x);
            case RELU -> tf.nn.relu(x);
        };
    }

    /** x W + b of a matrix x. */
    Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
        return tf.math.add(tf.linalg.matMul(x, weight), bias);
    }

    private Operand<TFloat32> mean(Operand<TFloat32> x) {
        return tf.math.mean(x, lastAxis, Mean.keepDims(true));
    }

    /** x (1 + erf(x / sqrt 2)) / 2. */
    private Operand<TFloat32> gelu(Operand<TFloat32> x) {
        Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
        Operand<TFloat32> half = tf.constant(0.5f);
        return tf.math.mul(x, tf.math.mul(half, tf.math.add(tf.constant(1f), erf)));
    }

    /** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
    private Operand<TFloat32> geluTanh(Operand<TFloat32> x) {
        double scale = Math.sqrt(2 / Math.PI);
        Operand<TFloat32> factor = tf.math.add(
                tf.constant((float) scale), tf.math.mul(tf.constant((float) (scale * 0.044715)), tf.math.square(x)));
        Operand<TFloat32> tanh = tf.math.tanh(tf.math.mul(x, factor));
        Operand<TFloat32> half = tf.constant(0.5f);
        return tf.math.mul(x, tf.math.add(half, tf.math.mul(half, tanh)));
    }
}
