package org.unipelt.model.bert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Site;

/** The plain model, without contributions; remembers where it was called. */
class PlainSites implements Sites {
    final Ops tf;
    final List<Site> visited = new ArrayList<>();

    PlainSites(Ops tf) {
        this.tf = tf;
    }

    @Override
    public Sequence embeddings(Site site, Sequence sequence) {
        visited.add(site);
        return sequence;
    }

    @Override
    public List<Operand<TFloat32>> linear(Operand<TFloat32> x, List<LinearMap> maps) {
        Operand<TInt32> shape = tf.shape(x);
        Operand<TInt32> places = tf.slice(shape, tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        for (LinearMap map : maps) {
            visited.add(map.site());
            Operand<TFloat32> rows =
                    tf.reshape(x, tf.constant(new int[] {-1, map.site().inputSize()}));
            Operand<TFloat32> y = tf.math.add(tf.linalg.matMul(rows, map.weight()), map.bias());
            int[] last = {map.site().outputSize()};
            outputs.add(tf.reshape(y, tf.concat(List.of(places, tf.constant(last)), tf.constant(0))));
        }
        return outputs;
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        visited.add(site);
        int heads = attention.heads();
        int size = site.outputSize() / heads;
        Operand<TFloat32> scores = tf.train.batchMatMul(
                split(attention.queries(), heads, size),
                split(attention.keys(), heads, size),
                TFloat32.class,
                BatchMatMul.adjY(true));
        Operand<TFloat32> biased =
                tf.math.add(tf.math.mul(scores, tf.constant((float) attention.scale())), attention.bias());
        Operand<TFloat32> read =
                tf.train.batchMatMul(tf.nn.softmax(biased), split(attention.values(), heads, size), TFloat32.class);
        Operand<TFloat32> joined = tf.linalg.transpose(read, tf.constant(new int[] {0, 2, 1, 3}));
        return tf.reshape(joined, tf.shape(attention.queries()));
    }

    private Operand<TFloat32> split(Operand<TFloat32> x, int heads, int size) {
        Operand<TInt32> places = tf.slice(tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        Operand<TInt32> shape = tf.concat(List.of(places, tf.constant(new int[] {heads, size})), tf.constant(0));
        return tf.linalg.transpose(tf.reshape(x, shape), tf.constant(new int[] {0, 2, 1, 3}));
    }

    @Override
    public Operand<TFloat32> block(
            Site site, Operand<TFloat32> output, Operand<TFloat32> residual, UnaryOperator<Operand<TFloat32>> norm) {
        visited.add(site);
        return output;
    }

    @Override
    public Operand<TFloat32> norm(Site site, Operand<TFloat32> output, Operand<TFloat32> bias) {
        visited.add(site);
        return output;
    }
}
