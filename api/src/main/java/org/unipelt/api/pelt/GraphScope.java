package org.unipelt.api.pelt;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The graph that is being drawn. Valid during the call that it is passed to. */
@ProviderType
public interface GraphScope {

    /** TensorFlow's own operations, placed on the composition's device. */
    Ops ops();

    /**
     * The current value of a parameter, in its shape.
     *
     * @throws IllegalArgumentException if it was not declared
     * @throws org.unipelt.api.ConfigurationException if others are derived from it: only their formulas may read it
     */
    Operand<TFloat32> value(Parameter parameter);

    /** Whether this graph is for training; only then is there {@link #dropout} and {@link #uniform}. */
    boolean training();

    /**
     * In training, sets elements to 0 with this probability and scales the others by 1 / (1 - rate); x itself otherwise. The
     * same run seed and step give the same elements.
     *
     * @throws IllegalArgumentException if the rate is not from 0 to below 1
     */
    Operand<TFloat32> dropout(Operand<TFloat32> x, double rate);

    /**
     * In training, numbers that are evenly spread from 0 to 1, and never 1. Each call gives others; the same run seed and step
     * give the same.
     *
     * @param shape int32, one number for each dimension
     * @throws IllegalStateException outside training: a prediction does not depend on chance
     */
    Operand<TFloat32> uniform(Operand<TInt32> shape);

    /**
     * The base model's linear map at a site, once the model has come by it: for functions that are drawn there.
     *
     * @throws IllegalStateException if the model has drawn no linear map at the site so far
     */
    default FrozenMap frozen(Site site) {
        throw new IllegalStateException("the base model has drawn no linear map at " + site.name() + " so far");
    }

    /**
     * Notes what a head has read off each text before any weight or dropout of its own. Where nothing else is trained it need
     * not be computed again in every epoch.
     *
     * @param vector [batch, size]
     * @return the same
     */
    default Operand<TFloat32> sentence(Operand<TFloat32> vector) {
        return vector;
    }

    /**
     * x W + b over the last dimension, as one matrix product over all tokens.
     *
     * @param x [batch, sequence, in], in known
     * @param weight W, [in, out]
     * @param bias b, [out], or null for none
     * @return [batch, sequence, out]
     */
    default Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
        Ops tf = ops();
        long out = weight.shape().get(1);
        Operand<TFloat32> tokens = tf.reshape(x, tf.array(-1L, weight.shape().get(0)));
        Operand<TFloat32> product = tf.linalg.matMul(tokens, weight);
        Operand<TFloat32> shifted = bias == null ? product : tf.nn.biasAdd(product, bias);
        Operand<TInt64> batch = tf.slice(tf.shape(x, TInt64.class), tf.array(0L), tf.array(2L));
        return tf.reshape(shifted, tf.concat(List.of(batch, tf.array(out)), tf.constant(0)));
    }
}
