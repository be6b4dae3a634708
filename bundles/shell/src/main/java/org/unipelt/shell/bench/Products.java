package org.unipelt.shell.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * The matrix products of a model's layers and nothing else, one after the other: what a forward pass cannot be faster than. Products
 * of one shape share their operands, so that these stay in the caches; a model's weights are all different.
 */
final class Products implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session = new Session(graph, configuration());
    private final Ops tf = Ops.create(graph);
    private final Map<Shape, Variable<TFloat32>> inputs = new LinkedHashMap<>();
    private final List<Op> starts = new ArrayList<>();
    private final int batch;
    private final int length;
    private final List<Operand<TFloat32>> read = new ArrayList<>();
    private Op last;
    private final Operand<TFloat32> all;
    private double operations;

    /**
     * Draws.
     *
     * @param sites the model's; those in layers count, and of a model of two halves those of its encoder, which is what a
     *     forward pass without a text for the decoder computes
     * @param heads how many heads its attentions have
     */
    Products(List<Site> sites, int heads, int batch, int length) {
        this.batch = batch;
        this.length = length;
        Stage half =
                sites.stream().map(Site::stage).min(Comparator.naturalOrder()).orElse(Stage.ENCODER);
        for (Site site : sites) {
            if (site.layer() < 0 || site.stage() != half) {
                continue;
            }
            if (site.kind().group() == SiteKind.Group.LINEAR) {
                linear(site.inputSize(), site.outputSize());
            }
            if (site.kind() == SiteKind.QUERY) {
                attention(site.outputSize(), heads); // keys may be shared by heads: queries tell what is computed
            }
        }
        all = tf.math.addN(read);
        Session.Runner runner = session.runner();
        starts.forEach(runner::addTarget);
        runner.run().close();
    }

    /** The one in which base models run: the graph as it is drawn. */
    static ConfigProto configuration() {
        return ConfigProto.newBuilder()
                .setAllowSoftPlacement(true)
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                .setGraphOptions(GraphOptions.newBuilder()
                        .setPlacePrunedGraph(true)
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    private void linear(int in, int out) {
        Operand<TFloat32> x = input(Shape.of((long) batch * length, in));
        Operand<TFloat32> weight = started(Shape.of(in, out));
        follows(behind().linalg.matMul(x, weight), 2);
        operations += 2.0 * batch * length * in * out;
    }

    /** Scores, and the values that they mix. */
    private void attention(int size, int heads) {
        long each = Math.max(1, size / heads);
        Operand<TFloat32> rows = input(Shape.of(batch, heads, length, each));
        Operand<TFloat32> weights = input(Shape.of(batch, heads, length, length));
        follows(behind().train.batchMatMul(rows, rows, TFloat32.class, BatchMatMul.adjY(true)), 4);
        follows(behind().train.batchMatMul(weights, rows, TFloat32.class), 4);
        operations += 4.0 * batch * length * length * heads * each;
    }

    /** One number of each product is read: one that nobody reads TensorFlow would leave out. */
    private void follows(Operand<TFloat32> product, int dimensions) {
        int[] first = new int[dimensions];
        int[] one = new int[dimensions];
        Arrays.fill(one, 1);
        read.add(tf.reshape(tf.slice(product, tf.constant(first), tf.constant(one)), tf.array(1)));
        last = read.get(read.size() - 1);
    }

    private Ops behind() {
        return last == null ? tf : tf.withControlDependencies(List.of(last));
    }

    private Operand<TFloat32> input(Shape shape) {
        return inputs.computeIfAbsent(shape, this::started);
    }

    private Variable<TFloat32> started(Shape shape) {
        Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
        starts.add(tf.assign(
                variable, tf.random.statelessRandomUniform(tf.constant(shape.asArray()), tf.array(1L, starts.size()))));
        return variable;
    }

    /** Computes all of them. */
    void run() {
        session.runner().fetch(all).run().close();
    }

    /** Multiplications and additions of one run. */
    double operations() {
        return operations;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
