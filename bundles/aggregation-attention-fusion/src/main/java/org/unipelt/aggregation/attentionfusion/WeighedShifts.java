package org.unipelt.aggregation.attentionfusion;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;

/**
 * y + sum a_i shift_i, with a = softmax(q(y) k(shift_i) / sqrt(size)) over the shifts, for each token.
 *
 * @param query q, [outputSize, size]
 * @param key k, the same shape, for all shifts
 */
record WeighedShifts(Parameter query, Parameter key) {

    Operand<TFloat32> combine(GraphScope scope, Operand<TFloat32> y, List<Operand<TFloat32>> shifts) {
        Ops tf = scope.ops();
        List<? extends Operand<TFloat32>> shares = tf.split(
                        tf.constant(2), tf.nn.softmax(scores(scope, y, shifts)), (long) shifts.size())
                .output();
        List<Operand<TFloat32>> weighed = new ArrayList<>();
        for (int i = 0; i < shifts.size(); i++) {
            weighed.add(tf.math.mul(shares.get(i), shifts.get(i)));
        }
        return sum(tf, y, weighed);
    }

    /** y and all shifts, each of which broadcasts to y's shape. */
    static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> y, List<Operand<TFloat32>> shifts) {
        Operand<TFloat32> sum = y;
        for (Operand<TFloat32> shift : shifts) {
            sum = tf.math.add(sum, shift);
        }
        return sum;
    }

    /** [batch, sequence, shifts]. */
    private Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> y, List<Operand<TFloat32>> shifts) {
        Ops tf = scope.ops();
        Operand<TInt32> full = tf.shape(y);
        float scale = (float) (1 / Math.sqrt(query.shape().get(1)));
        Operand<TFloat32> asked = tf.math.mul(scope.linear(y, scope.value(query), null), tf.constant(scale));
        List<Operand<TFloat32>> scores = new ArrayList<>();
        for (Operand<TFloat32> shift : shifts) {
            // a shift that is whole already passes unchanged
            Operand<TFloat32> keys = scope.linear(tf.broadcastTo(shift, full), scope.value(key), null);
            scores.add(tf.reduceSum(tf.math.mul(asked, keys), tf.array(2), ReduceSum.keepDims(true)));
        }
        return tf.concat(scores, tf.constant(2));
    }
}
