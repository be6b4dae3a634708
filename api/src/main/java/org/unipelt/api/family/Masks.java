package org.unipelt.api.family;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Sites.Sequence;

/** What attention must not see, and which position a token has, for sequences that a pass may have read before in part. */
@ProviderType
public final class Masks {
    /**
     * What an unseen place adds to a score. Against it every real score vanishes in rounding, so that the place gets weight 0
     * exactly; it stays far from the largest float, so that no sum with it overflows.
     */
    private static final float UNSEEN = -1e30f;

    private Masks() {}

    /** The logarithm of each place's weight, 0 at tokens: [batch, 1, 1, all places]. */
    public static Operand<TFloat32> padding(Ops tf, Operand<TFloat32> mask) {
        Operand<TFloat32> bias = tf.math.maximum(tf.math.log(mask), tf.constant(UNSEEN));
        return tf.expandDims(tf.expandDims(bias, tf.constant(1)), tf.constant(1));
    }

    /**
     * The same, and what comes behind a token is unseen: [batch, 1, sequence, all places].
     *
     * @param sequence whose states are those of its last places
     */
    public static Operand<TFloat32> causal(Ops tf, Sequence sequence) {
        Operand<TInt32> all = places(tf, sequence);
        Operand<TInt32> later = tf.math.sub(
                tf.expandDims(range(tf, all), tf.constant(0)), tf.expandDims(last(tf, sequence), tf.constant(1)));
        Operand<TFloat32> unseen = tf.dtypes.cast(tf.math.greater(later, tf.constant(0)), TFloat32.class);
        return tf.math.maximum(
                tf.math.add(padding(tf, sequence.mask()), tf.math.mul(unseen, tf.constant(UNSEEN))),
                tf.constant(UNSEEN));
    }

    /** The place of each state among all places, int32 of [sequence]. */
    public static Operand<TInt32> last(Ops tf, Sequence sequence) {
        Operand<TInt32> all = places(tf, sequence);
        Operand<TInt32> length = dimension(tf, tf.shape(sequence.typeIds()), 1);
        return tf.range(tf.math.sub(all, length), all, tf.constant(1));
    }

    /** How many places there are from the first on, a scalar. */
    public static Operand<TInt32> places(Ops tf, Sequence sequence) {
        return dimension(tf, tf.shape(sequence.mask()), 1);
    }

    /**
     * The position of each state, int32 of [batch, sequence]: that of a token counted from 0 over what counts before it; padding
     * in front has 0, and padding behind a token goes on one by one, as libraries have it that number all places.
     */
    public static Operand<TInt32> positions(Ops tf, Sequence sequence) {
        Operand<TFloat32> zero = tf.constant(0f);
        Operand<TFloat32> counted = sequence.counted();
        Operand<TFloat32> tokens = sum(tf, counted);
        Operand<TFloat32> begun = sum(tf, tf.dtypes.cast(tf.math.greater(tokens, zero), TFloat32.class));
        Operand<TFloat32> number =
                tf.math.add(tf.math.mul(counted, tokens), tf.math.mul(tf.math.sub(tf.constant(1f), counted), begun));
        Operand<TFloat32> own = tf.gather(number, last(tf, sequence), tf.constant(1));
        Operand<TInt32> positions =
                tf.math.sub(tf.dtypes.cast(own, TInt32.class), tf.constant(1 - sequence.position()));
        return tf.math.maximum(positions, tf.constant(0));
    }

    /** Of each place and those before it. */
    private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x) {
        return tf.math.cumsum(x, tf.constant(1), new Cumsum.Options[0]);
    }

    /**
     * The state at the last place of each row that the mask keeps.
     *
     * @param states [batch, sequence, hidden]
     * @param mask [batch, sequence]
     * @return [batch, hidden]
     */
    public static Operand<TFloat32> lastToken(Ops tf, Operand<TFloat32> states, Operand<TFloat32> mask) {
        Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greater(mask, tf.constant(0f)), TFloat32.class);
        Operand<TFloat32> number = tf.math.mul(kept, sum(tf, kept));
        Operand<TFloat32> highest = tf.max(number, tf.constant(new int[] {1}), Max.keepDims(true));
        Operand<TFloat32> chosen = tf.math.mul(kept, tf.dtypes.cast(tf.math.equal(number, highest), TFloat32.class));
        // as a product: its gradient reaches the states of the chosen places alone
        Operand<TFloat32> state = tf.train.batchMatMul(tf.expandDims(chosen, tf.constant(1)), states, TFloat32.class);
        return tf.squeeze(state, Squeeze.axis(List.of(1L)));
    }

    private static Operand<TInt32> range(Ops tf, Operand<TInt32> end) {
        return tf.range(tf.constant(0), end, tf.constant(1));
    }

    private static Operand<TInt32> dimension(Ops tf, Operand<TInt32> shape, int axis) {
        return tf.gather(shape, tf.constant(axis), tf.constant(0));
    }
}
