package org.unipelt.model.t5;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Stage;

/**
 * What a key adds to a score by its place relative to the query's (Raffel et al. 2020, section 2.1): near places have a bucket
 * each, further ones share buckets that grow with the logarithm of the distance.
 *
 * @param table [buckets, heads]
 * @param places the place of each query, [sequence]
 * @param all how many places there are
 * @param unseen what padding, and in a decoder what comes later, adds to scores
 */
record PlaceBias(
        Ops tf,
        T5Config config,
        Stage stage,
        Operand<TFloat32> table,
        Operand<TInt32> places,
        Operand<TInt32> all,
        Operand<TFloat32> unseen)
        implements Sites.RelativeBias {

    /** Of the queries that a pass has states for. */
    static PlaceBias of(Ops tf, T5Config config, Stage stage, Operand<TFloat32> table, Sites.Sequence sequence) {
        return new PlaceBias(
                tf,
                config,
                stage,
                table,
                Masks.last(tf, sequence),
                Masks.places(tf, sequence),
                stage == Stage.ENCODER ? Masks.padding(tf, sequence.mask()) : Masks.causal(tf, sequence));
    }

    @Override
    public Operand<TFloat32> front(int length, int back) {
        return ofKeys(tf.constant(-length), tf.constant(0), back);
    }

    @Override
    public Operand<TFloat32> own(int back) {
        return tf.math.add(ofKeys(tf.constant(0), all, back), unseen);
    }

    /** [1, heads, sequence, keys] for the keys from one place to before another. */
    private Operand<TFloat32> ofKeys(Operand<TInt32> from, Operand<TInt32> to, int back) {
        // as well the keys may stand further behind
        Operand<TInt32> keys = tf.math.add(tf.range(from, to, tf.constant(1)), tf.constant(back));
        Operand<TInt32> distance =
                tf.math.sub(tf.expandDims(keys, tf.constant(0)), tf.expandDims(places, tf.constant(1)));
        Operand<TFloat32> bias = tf.gather(table, bucket(distance), tf.constant(0));
        return tf.expandDims(tf.linalg.transpose(bias, tf.array(2, 0, 1)), tf.constant(0));
    }

    /** An encoder looks both ways and has half of the buckets for each; a decoder sees nothing behind a query. */
    private Operand<TInt32> bucket(Operand<TInt32> distance) {
        if (stage == Stage.DECODER) {
            return oneWay(tf.math.maximum(tf.math.neg(distance), tf.constant(0)), config.buckets());
        }
        int half = config.buckets() / 2;
        Operand<TInt32> behind = tf.dtypes.cast(tf.math.greater(distance, tf.constant(0)), TInt32.class);
        return tf.math.add(tf.math.mul(behind, tf.constant(half)), oneWay(tf.math.abs(distance), half));
    }

    /** In float32 and truncated, as the library does: in double precision a bucket's edge may fall otherwise. */
    private Operand<TInt32> oneWay(Operand<TInt32> distance, int buckets) {
        int near = buckets / 2;
        Operand<TFloat32> far = tf.dtypes.cast(tf.math.maximum(distance, tf.constant(1)), TFloat32.class);
        Operand<TFloat32> growth =
                tf.math.div(tf.math.log(tf.math.div(far, tf.constant((float) near))), tf.constant((float)
                        Math.log((double) config.maximumDistance() / near)));
        Operand<TInt32> grown =
                tf.dtypes.cast(tf.math.mul(growth, tf.constant((float) (buckets - near))), TInt32.class);
        Operand<TInt32> large = tf.math.minimum(tf.math.add(grown, tf.constant(near)), tf.constant(buckets - 1));
        return tf.select(tf.math.less(distance, tf.constant(near)), distance, large);
    }
}
