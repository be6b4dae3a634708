package org.unipelt.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Site;

/** The plain model, without contributions; remembers where it was called. */
public class PlainSites implements Sites {
    /** The graph. */
    protected final Ops tf;

    private final List<Site> visited = new ArrayList<>();

    /** Sites in a graph. */
    public PlainSites(Ops tf) {
        this.tf = tf;
    }

    /** Where the model called, in order. */
    public List<Site> visited() {
        return visited;
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
            Operand<TFloat32> product = tf.linalg.matMul(rows, map.weight());
            Operand<TFloat32> y = map.bias() == null ? product : tf.math.add(product, map.bias());
            int[] last = {map.site().outputSize()};
            outputs.add(tf.reshape(y, tf.concat(List.of(places, tf.constant(last)), tf.constant(0))));
        }
        return outputs;
    }

    @Override
    public Operand<TFloat32> activated(Operand<TFloat32> x, LinearMap map, Activation activation) {
        return activation.draw(tf, linear(x, List.of(map)).get(0));
    }

    @Override
    public Operand<TFloat32> attention(Site site, Attention attention) {
        visited.add(site);
        Operand<TFloat32> scores = tf.train.batchMatMul(
                split(attention.queries(), attention.heads(), 1),
                split(attention.keys(), attention.keyHeads(), attention.heads()),
                TFloat32.class,
                BatchMatMul.adjY(true));
        Operand<TFloat32> biased =
                tf.math.add(tf.math.mul(scores, tf.constant((float) attention.scale())), attention.bias());
        Operand<TFloat32> read = tf.train.batchMatMul(
                tf.nn.softmax(biased),
                split(attention.values(), attention.keyHeads(), attention.heads()),
                TFloat32.class);
        Operand<TFloat32> joined = tf.linalg.transpose(read, tf.constant(new int[] {0, 2, 1, 3}));
        return tf.reshape(joined, tf.shape(attention.queries()));
    }

    /** [batch, sequence, heads times size] to [batch, wanted heads, sequence, size]: each head as often as it takes. */
    private Operand<TFloat32> split(Operand<TFloat32> x, int heads, int wanted) {
        int size = (int) x.shape().get(2) / heads;
        int times = Math.max(1, wanted / heads);
        Operand<TInt32> places = tf.slice(tf.shape(x), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        Operand<TFloat32> each =
                tf.reshape(x, tf.concat(List.of(places, tf.constant(new int[] {heads, 1, size})), tf.constant(0)));
        Operand<TFloat32> repeated = tf.tile(each, tf.constant(new int[] {1, 1, 1, times, 1}));
        Operand<TFloat32> all = tf.reshape(
                repeated, tf.concat(List.of(places, tf.constant(new int[] {heads * times, size})), tf.constant(0)));
        return tf.linalg.transpose(all, tf.constant(new int[] {0, 2, 1, 3}));
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
