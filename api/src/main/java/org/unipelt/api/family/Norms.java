package org.unipelt.api.family;

import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Norms over the last dimension, drawn in few operations, each with a gradient; constants are shared. */
@ProviderType
public final class Norms {
    private final Ops tf;
    private final Operand<TInt32> lastAxis;
    private final Operand<TFloat32> epsilon;

    /** @param epsilon what is added to the variance, or to the mean square */
    public Norms(Ops tf, double epsilon) {
        this.tf = tf;
        this.lastAxis = tf.constant(-1);
        this.epsilon = tf.constant((float) epsilon);
    }

    /** LayerNorm (Ba et al. 2016, arXiv 1607.06450); the variance is that of the population. */
    public Operand<TFloat32> layerNorm(Operand<TFloat32> x, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
        return tf.math.add(rmsNorm(tf.math.sub(x, mean(x)), gamma), beta);
    }

    /** x / sqrt(mean(x^2) + epsilon) gamma (Zhang and Sennrich 2019, arXiv 1910.07467). */
    public Operand<TFloat32> rmsNorm(Operand<TFloat32> x, Operand<TFloat32> gamma) {
        Operand<TFloat32> square = mean(tf.math.square(x));
        return tf.math.mul(tf.math.mul(x, tf.math.rsqrt(tf.math.add(square, epsilon))), gamma);
    }

    private Operand<TFloat32> mean(Operand<TFloat32> x) {
        return tf.math.mean(x, lastAxis, Mean.keepDims(true));
    }
}
