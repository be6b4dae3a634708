package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.model.Sites.Attention;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Contribution.KeysAndValues;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * Attention over several heads with keys and values in front (Vaswani et al. 2017, arXiv 1706.03762; Li and Liang 2021, arXiv
 * 2101.00190). The scores of what stands in front are computed by themselves, so that it is never copied for each row, and
 * joined before the softmax.
 */
final class GatedAttention {
    /** Its logarithm closes a gate beyond float precision, and unlike that of 0 has a gradient. */
    private static final float CLOSED = 1e-30f;

    private final DrawScope scope;
    private final Ops tf;
    private final Attention attention;
    private final Operand<TFloat32> queries;

    GatedAttention(DrawScope scope, Attention attention) {
        this.scope = scope;
        this.tf = scope.ops();
        this.attention = attention;
        this.queries = grouped(scaled(heads(attention.queries(), attention.heads())), true);
    }

    Operand<TFloat32> draw(Site site, List<Plan.Placed> placed, Gates gates, Cache cache) {
        Operand<TFloat32> keys = cached(site, ".keys", attention.keys(), cache);
        Operand<TFloat32> values = cached(site, ".values", attention.values(), cache);
        List<Operand<TFloat32>> scores = new ArrayList<>();
        for (Plan.Placed p : placed) {
            scores.add(scoresInFront((KeysAndValues) p.contribution(), gates.of(p.slot())));
        }
        scores.add(tf.math.add(scores(keys), ownBias(placed)));
        Operand<TFloat32> weights = scope.dropout(
                tf.nn.softmax(placed.isEmpty() ? scores.get(0) : tf.concat(scores, tf.constant(-1))),
                attention.dropout());
        return joined(placed.isEmpty() ? read(weights, values) : mixed(weights, values, placed, gates));
    }

    /** Keys or values in their heads: behind those of earlier passes, or for another half of the model those alone. */
    private Operand<TFloat32> cached(Site site, String kind, Operand<TFloat32> x, Cache cache) {
        if (site.stage() == Stage.ENCODER) {
            return heads(x, attention.keyHeads()); // what an encoder gives is read by others, and not gone on from
        }
        String name = site.name() + kind;
        if (site.kind() != SiteKind.CROSS_KEY_VALUE) {
            return cache.extended(name, heads(x, attention.keyHeads()), 2);
        }
        return cache.kept(name, cache.goesOn() ? null : heads(x, attention.keyHeads()));
    }

    /** [batch, heads, sequence, source places] */
    private Operand<TFloat32> scores(Operand<TFloat32> keys) {
        return grouped(product(queries, keys, true), false);
    }

    /** [batch, heads, sequence, size] */
    private Operand<TFloat32> read(Operand<TFloat32> weights, Operand<TFloat32> values) {
        return grouped(product(grouped(weights, true), values, false), false);
    }

    /**
     * Heads that share keys and values put behind each other in the sequence, [batch, key heads, group times sequence, n], so
     * that one product serves a group; or back.
     */
    private Operand<TFloat32> grouped(Operand<TFloat32> x, boolean together) {
        int group = attention.heads() / attention.keyHeads();
        if (group == 1) {
            return x;
        }
        Operand<TInt32> shape = tf.shape(x);
        Operand<TInt32> sequence = tf.slice(shape, tf.array(2), tf.array(1));
        Operand<TInt32> length =
                together ? tf.math.mul(sequence, tf.constant(group)) : tf.math.floorDiv(sequence, tf.constant(group));
        return tf.reshape(
                x,
                tf.concat(
                        List.of(
                                tf.slice(shape, tf.array(0), tf.array(1)),
                                tf.array(together ? attention.keyHeads() : attention.heads()),
                                length,
                                tf.slice(shape, tf.array(3), tf.array(1))),
                        tf.constant(0)));
    }

    private Operand<TFloat32> scoresInFront(KeysAndValues front, Operand<TFloat32> gate) {
        Operand<TFloat32> scores = scores(headsInFront(front.keys()));
        Operand<TFloat32> gated = gate == null ? scores : gated(front, scores, tf.expandDims(gate, tf.constant(1)));
        if (attention.relative() == null || front.places() == Places.APART) {
            return gated;
        }
        return tf.math.add(
                gated, attention.relative().front(length(front), front.places() == Places.FIRST ? length(front) : 0));
    }

    /** The bias of the text's own keys: those behind others at the first places have moved away from the queries. */
    private Operand<TFloat32> ownBias(List<Plan.Placed> placed) {
        int back = placed.stream()
                .map(p -> (KeysAndValues) p.contribution())
                .filter(front -> front.places() == Places.FIRST)
                .mapToInt(GatedAttention::length)
                .sum();
        return attention.relative() == null || back == 0
                ? attention.bias()
                : attention.relative().own(back);
    }

    private Operand<TFloat32> gated(KeysAndValues front, Operand<TFloat32> scores, Operand<TFloat32> gate) {
        return front.form() == Contribution.Form.EXACT
                ? tf.math.add(scores, tf.math.log(tf.math.maximum(gate, tf.constant(CLOSED))))
                : tf.math.mul(scores, gate);
    }

    private static int length(KeysAndValues front) {
        return Math.toIntExact(front.keys().shape().get(0));
    }

    private Operand<TFloat32> mixed(
            Operand<TFloat32> weights, Operand<TFloat32> values, List<Plan.Placed> placed, Gates gates) {
        Operand<TFloat32> sum = null;
        long start = 0;
        for (Plan.Placed p : placed) {
            KeysAndValues front = (KeysAndValues) p.contribution();
            long length = length(front);
            Operand<TFloat32> part = read(columns(weights, start, length), headsInFront(front.values()));
            Operand<TFloat32> gate = gates.of(p.secondSlot());
            if (gate != null && front.form() == Contribution.Form.PUBLISHED) {
                part = tf.math.mul(part, tf.expandDims(gate, tf.constant(1)));
            }
            sum = sum == null ? part : tf.math.add(sum, part);
            start += length;
        }
        return tf.math.add(sum, read(columns(weights, start, -1), values));
    }

    // in int32: the gradient of a slice knows no other places
    private Operand<TFloat32> columns(Operand<TFloat32> weights, long start, long length) {
        return tf.slice(weights, tf.array(0, 0, 0, (int) start), tf.array(-1, -1, -1, (int) length));
    }

    /** [batch, sequence, heads times size] to [batch, heads, sequence, size]. */
    private Operand<TFloat32> heads(Operand<TFloat32> x, int heads) {
        Operand<TInt64> shape = scope.shape(x, heads, x.shape().get(2) / heads);
        return tf.linalg.transpose(tf.reshape(x, shape), tf.array(0, 2, 1, 3));
    }

    /** [length, heads times size] to [1, heads, length, size]. */
    private Operand<TFloat32> headsInFront(Parameter parameter) {
        Operand<TFloat32> value = scope.value(parameter);
        long heads = attention.keyHeads();
        Operand<TFloat32> split = tf.reshape(
                value,
                tf.array(1L, parameter.shape().get(0), heads, parameter.shape().get(1) / heads));
        return tf.linalg.transpose(split, tf.array(0, 2, 1, 3));
    }

    /** [batch, heads, sequence, size] to [batch, sequence, heads times size]. */
    private Operand<TFloat32> joined(Operand<TFloat32> x) {
        Operand<TFloat32> queries = attention.queries();
        Operand<TInt64> shape = scope.shape(queries, queries.shape().get(2));
        return scope.like(queries, tf.reshape(tf.linalg.transpose(x, tf.array(0, 2, 1, 3)), shape));
    }

    private Operand<TFloat32> scaled(Operand<TFloat32> x) {
        return attention.scale() == 1 ? x : tf.math.mul(x, tf.constant((float) attention.scale()));
    }

    private Operand<TFloat32> product(Operand<TFloat32> a, Operand<TFloat32> b, boolean transposeB) {
        return tf.train.batchMatMul(a, b, TFloat32.class, BatchMatMul.adjY(transposeB));
    }
}
