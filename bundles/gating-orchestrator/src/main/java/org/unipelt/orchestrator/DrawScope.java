package org.unipelt.orchestrator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Activation;
import org.unipelt.api.pelt.FrozenMap;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;

/** The scope of one graph: shares the reshaping of a sequence among the maps that read it, and numbers the draws. */
final class DrawScope implements GraphScope {
    /** Where the values of parameters come from. */
    @FunctionalInterface
    interface Values {
        Operand<TFloat32> apply(Parameter parameter, DrawScope scope);

        /** @throws ConfigurationException if only the formula of another parameter may read it */
        default void checkReadable(Parameter parameter) {}
    }

    private final Ops tf;
    private final Values values;
    private final Map<String, Operand<TFloat32>> drawn = new HashMap<>();
    private final Operand<TInt64> chance;
    private final boolean fusing;
    private final Map<Operand<TFloat32>, Operand<TFloat32>> tokens = new IdentityHashMap<>();
    private final Map<Operand<TFloat32>, Operand<TInt64>> batches = new IdentityHashMap<>();
    private final Map<Operand<TInt64>, Map<List<Long>, Operand<TInt64>>> shapes = new IdentityHashMap<>();
    private final Map<Site, FrozenMap> frozen = new HashMap<>();
    private final Set<Site> read = new HashSet<>();
    private long draws;
    private boolean frozenPart;
    private boolean frozenDropout = true;
    private boolean dropped;
    private boolean deriving;
    private Operand<TFloat32> sentence;

    /**
     * @param values the parameters' values
     * @param chance seed and step, int64 of [2]; null for a graph without dropout
     * @param fusing whether it may hold operations that have no gradient
     */
    DrawScope(Ops tf, Values values, Operand<TInt64> chance, boolean fusing) {
        this.tf = tf;
        this.values = values;
        this.chance = chance;
        this.fusing = fusing;
    }

    @Override
    public Ops ops() {
        return tf;
    }

    @Override
    public Operand<TFloat32> value(Parameter parameter) {
        if (!deriving) {
            values.checkReadable(parameter);
        }
        Operand<TFloat32> known = drawn.get(parameter.name());
        if (known == null) { // a formula asks for others while it is drawn
            known = values.apply(parameter, this);
            drawn.put(parameter.name(), known);
        }
        return known;
    }

    /** Draws a formula, which may read what others may not. */
    Operand<TFloat32> derived(Parameter.Formula formula) {
        boolean before = deriving;
        deriving = true;
        try {
            return formula.draw(this);
        } finally {
            deriving = before;
        }
    }

    @Override
    public boolean training() {
        return chance != null;
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout is " + rate + ", and not from 0 to below 1");
        }
        if (!training() || rate == 0 || frozenPart && !frozenDropout) {
            return x;
        }
        dropped |= frozenPart;
        float keep = (float) (1 - rate);
        // floor(u + keep) is 1 with probability keep
        Operand<TFloat32> kept = tf.math.floor(tf.math.add(random(tf.shape(x)), tf.constant(keep)));
        return like(x, tf.math.mul(x, tf.math.mul(kept, tf.constant(1 / keep))));
    }

    /**
     * What is drawn now belongs to the frozen layers, until {@link #trained}.
     *
     * @param dropout whether dropout is drawn in them
     */
    void frozenPart(boolean dropout) {
        frozenPart = true;
        frozenDropout = dropout;
    }

    /** From here on it does not. */
    void trained() {
        frozenPart = false;
    }

    /** Draws what is trained although it reads frozen layers, as a gate may. */
    <T> T trained(Supplier<T> drawing) {
        boolean before = frozenPart;
        frozenPart = false;
        try {
            return drawing.get();
        } finally {
            frozenPart = before;
        }
    }

    /** Whether dropout was drawn in frozen layers. */
    boolean dropped() {
        return dropped;
    }

    @Override
    public Operand<TFloat32> sentence(Operand<TFloat32> vector) {
        sentence = vector;
        return vector;
    }

    /** What the head has read off each text, [batch, size]; empty where it reads more than one vector. */
    Optional<Operand<TFloat32>> sentence() {
        return Optional.ofNullable(sentence);
    }

    @Override
    public Operand<TFloat32> uniform(Operand<TInt32> shape) {
        if (!training()) {
            throw new IllegalStateException("there is no chance outside training");
        }
        // a shape that was taken of a trained sequence would else lead the gradient here, where TensorFlow has none
        return tf.stopGradient(random(shape));
    }

    private Operand<TFloat32> random(Operand<TInt32> shape) {
        return tf.random.statelessRandomUniform(shape, tf.math.add(chance, tf.array(draws++ << 32, 0L)));
    }

    @Override
    public FrozenMap frozen(Site site) {
        FrozenMap map = frozen.get(site);
        read.add(site);
        return map == null ? GraphScope.super.frozen(site) : map;
    }

    /** The sites whose linear maps a function has read. */
    Set<Site> read() {
        return read;
    }

    /** The base model has come by a linear map. */
    void drawn(Site site, FrozenMap map) {
        frozen.put(site, map);
    }

    @Override
    public Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
        return sequence(x, product(rows(x), weight, bias));
    }

    private Operand<TFloat32> product(Operand<TFloat32> rows, Operand<TFloat32> weight, Operand<TFloat32> bias) {
        Operand<TFloat32> product = tf.linalg.matMul(rows, weight);
        return bias == null ? product : tf.nn.biasAdd(product, bias);
    }

    /** activation(x W + b); b may be null. */
    Operand<TFloat32> activated(
            Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias, Activation activation) {
        return sequence(
                x,
                fusing && bias != null && Fusion.has(activation)
                        ? Fusion.draw(tf, rows(x), weight, bias, activation)
                        : activation.draw(tf, product(rows(x), weight, bias)));
    }

    /** [batch, sequence, size] to [batch times sequence, size]. */
    private Operand<TFloat32> rows(Operand<TFloat32> x) {
        return tokens.computeIfAbsent(
                x, s -> tf.reshape(s, tf.array(-1L, s.shape().get(2))));
    }

    /** Back to the batch and sequence of x. */
    private Operand<TFloat32> sequence(Operand<TFloat32> x, Operand<TFloat32> rows) {
        Operand<TFloat32> y = tf.reshape(rows, shape(x, rows.shape().get(1)));
        tokens.put(y, rows);
        return like(x, y);
    }

    /** The shape of what has the batch and sequence of x, and then these sizes; drawn once for all that share it. */
    Operand<TInt64> shape(Operand<TFloat32> x, long... sizes) {
        Operand<TInt64> batch = batch(x);
        return shapes.computeIfAbsent(batch, b -> new HashMap<>())
                .computeIfAbsent(
                        Arrays.stream(sizes).boxed().toList(),
                        s -> tf.concat(List.of(batch, tf.array(sizes)), tf.constant(0)));
    }

    /** Batch and sequence length of a sequence, int64 of [2]. */
    private Operand<TInt64> batch(Operand<TFloat32> x) {
        return batches.computeIfAbsent(x, s -> tf.slice(tf.shape(s, TInt64.class), tf.array(0L), tf.array(2L)));
    }

    /** Notes that y has the batch and sequence of x, so that nobody asks it for them. */
    Operand<TFloat32> like(Operand<TFloat32> x, Operand<TFloat32> y) {
        Operand<TInt64> batch = batches.get(x);
        if (batch != null) {
            batches.put(y, batch);
        }
        return y;
    }
}
