package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;

/** Draws the gates of a graph: all slots that read one sequence at once, when the model comes by that sequence. */
final class Gates {
    private final GraphScope scope;
    private final Plan plan;
    private final boolean faithful;
    private final Map<Slot, Operand<TFloat32>> gates = new LinkedHashMap<>();
    private final List<Operand<TFloat32>> pooled = new ArrayList<>();
    private Operand<TFloat32> mask;
    private Operand<TFloat32> average;

    Gates(GraphScope scope, Plan plan, boolean faithful) {
        this.scope = scope;
        this.plan = plan;
        this.faithful = faithful;
    }

    /** From here on the sequence has this mask, [batch, sequence]. */
    void masked(Operand<TFloat32> sequenceMask) {
        Ops tf = scope.ops();
        mask = sequenceMask;
        Operand<TFloat32> counted = faithful ? tf.onesLike(mask) : mask;
        Operand<TFloat32> count = tf.sum(counted, tf.array(1), org.tensorflow.op.core.Sum.keepDims(true));
        average = tf.expandDims(tf.math.div(counted, count), tf.constant(1));
    }

    /** Computes the gates that read at this point, if there are any. */
    void read(GatePoint point, Operand<TFloat32> x) {
        Plan.Group group = plan.gates().get(point);
        if (group == null || gates.containsKey(group.slots().get(0))) {
            return;
        }
        Ops tf = scope.ops();
        Operand<TFloat32> weights = tf.math.sigmoid(group.scores().draw(scope, x, mask));
        // the mean over tokens as one product: [batch, 1, sequence] x [batch, sequence, slots]
        Operand<TFloat32> means = tf.train.batchMatMul(average, weights, TFloat32.class);
        pooled.add(means);
        int count = group.slots().size();
        List<? extends Operand<TFloat32>> each = count == 1
                ? List.of(means)
                : tf.split(tf.constant(2), means, (long) count).output();
        for (int i = 0; i < count; i++) {
            gates.put(group.slots().get(i), each.get(i));
        }
    }

    /** The gate of a slot, [batch, 1, 1]; null for a contribution that is not gated. */
    Operand<TFloat32> of(Slot slot) {
        return slot == null ? null : gates.get(slot);
    }

    /** The slots in the order of {@link #values}. */
    List<Slot> slots() {
        return List.copyOf(gates.keySet());
    }

    /** All gate values, [batch, slots]; null where there are none. */
    Operand<TFloat32> values() {
        if (pooled.isEmpty()) {
            return null;
        }
        Ops tf = scope.ops();
        Operand<TFloat32> all = pooled.size() == 1 ? pooled.get(0) : tf.concat(pooled, tf.constant(2));
        return tf.squeeze(all, org.tensorflow.op.core.Squeeze.axis(List.of(1L)));
    }
}
