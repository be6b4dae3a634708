package org.unipelt.gate.recurrent;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** What both loops over time need. */
final class Loops {
    private Loops() {}

    /** How many tokens a sequence has, a scalar. */
    static Operand<TInt32> length(Ops tf, Operand<TFloat32> sequence) {
        return tf.gather(tf.shape(sequence), tf.constant(0), tf.constant(0));
    }

    /** One token of a sequence. */
    static Operand<TFloat32> at(Ops tf, Operand<TFloat32> sequence, Operand<TInt32> index) {
        return tf.gather(sequence, index, tf.constant(0));
    }

    /** The sequence with one token set; a loop's own sequence is changed in place. */
    static Operand<TFloat32> set(Ops tf, Operand<TFloat32> sequence, Operand<TInt32> index, Operand<TFloat32> token) {
        return tf.tensorScatterNdUpdate(
                sequence, tf.reshape(index, tf.array(1, 1)), tf.expandDims(token, tf.constant(0)));
    }

    static Operand<TFloat32> complement(Ops tf, Operand<TFloat32> x) {
        return tf.math.sub(tf.constant(1f), x);
    }

    static Operand<TFloat32> product(Ops tf, Operand<TFloat32> first, List<Operand<TFloat32>> others) {
        Operand<TFloat32> product = first;
        for (Operand<TFloat32> other : others) {
            product = tf.math.mul(product, other);
        }
        return product;
    }

    /** An output of a loop or function, whose type Java does not know. */
    static Operand<TFloat32> floats(Operand<? extends TType> output) {
        return output.asOutput().expect(TFloat32.class);
    }
}
