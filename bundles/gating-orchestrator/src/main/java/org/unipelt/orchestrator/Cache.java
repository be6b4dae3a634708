package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a pass leaves for those that go on from it while a text is written: keys and values of every attention, masks, and the
 * gates that weigh whole samples.
 */
final class Cache {
    private final Ops tf;
    private final Function<String, Operand<TFloat32>> before;
    private final Map<String, Operand<TFloat32>> left = new LinkedHashMap<>();

    private Cache(Ops tf, Function<String, Operand<TFloat32>> before) {
        this.tf = tf;
        this.before = before;
    }

    /** Of a pass that reads all there is. */
    static Cache empty(Ops tf) {
        return new Cache(tf, null);
    }

    /** Of a pass that goes on from another, which left these. */
    static Cache of(Ops tf, Function<String, Operand<TFloat32>> before) {
        return new Cache(tf, before);
    }

    /** Whether the pass goes on from another. */
    boolean goesOn() {
        return before != null;
    }

    /** What earlier passes left, and behind it in this dimension what this one adds. */
    Operand<TFloat32> extended(String name, Operand<TFloat32> added, int axis) {
        return leave(name, goesOn() ? tf.concat(List.of(before.apply(name), added), tf.constant(axis)) : added);
    }

    /** What the first pass left. */
    Operand<TFloat32> kept(String name, Operand<TFloat32> first) {
        return leave(name, goesOn() ? before.apply(name) : first);
    }

    private Operand<TFloat32> leave(String name, Operand<TFloat32> value) {
        left.put(name, value);
        return value;
    }

    /** All that the pass leaves. */
    Map<String, Operand<TFloat32>> left() {
        return left;
    }
}
