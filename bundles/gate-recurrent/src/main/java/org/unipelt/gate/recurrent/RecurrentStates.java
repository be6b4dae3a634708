package org.unipelt.gate.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;

/** Draws the states of units over a sequence. What reads tokens alone is one product over all of them, before the loop. */
final class RecurrentStates {
    private final GraphScope scope;
    private final Ops tf;
    private final Recurrence recurrence;
    private final Operand<TFloat32> mask;

    /** @param mask [batch, sequence] */
    RecurrentStates(GraphScope scope, Recurrence recurrence, Operand<TFloat32> mask) {
        this.scope = scope;
        this.recurrence = recurrence;
        tf = scope.ops();
        this.mask = tf.expandDims(tf.linalg.transpose(mask, tf.array(1, 0)), tf.constant(2));
    }

    /**
     * @param units one, or one for each direction
     * @param x [batch, sequence, inputSize]
     * @return [batch, sequence, size of all units together]
     */
    Operand<TFloat32> of(List<RecurrentUnit> units, Operand<TFloat32> x) {
        List<Operand<TFloat32>> states = new ArrayList<>();
        for (RecurrentUnit unit : units) {
            states.add(inTime(states(unit, x, !states.isEmpty())));
        }
        return states.size() == 1 ? states.get(0) : tf.concat(states, tf.constant(2));
    }

    private Operand<TFloat32> states(RecurrentUnit unit, Operand<TFloat32> x, boolean fromEnd) {
        Operand<TFloat32> projected = inTime(scope.linear(x, scope.value(unit.input()), scope.value(unit.bias())));
        int size = unit.size();
        Operand<TFloat32> states = recurrence.draw(
                tf,
                new Recurrence.Inputs(
                        turned(columns(projected, 0, 2 * size), fromEnd),
                        turned(columns(projected, 2 * size, size), fromEnd),
                        turned(mask, fromEnd),
                        scope.value(unit.gates()),
                        scope.value(unit.candidate())));
        return turned(states, fromEnd);
    }

    private Operand<TFloat32> turned(Operand<TFloat32> x, boolean fromEnd) {
        return fromEnd ? tf.reverse(x, tf.array(0)) : x;
    }

    private Operand<TFloat32> columns(Operand<TFloat32> x, int start, int count) {
        return tf.slice(x, tf.array(0, 0, start), tf.array(-1, -1, count));
    }

    /** Swaps batch and sequence: a loop over time takes its tokens in one piece. */
    private Operand<TFloat32> inTime(Operand<TFloat32> x) {
        return tf.linalg.transpose(x, tf.array(1, 0, 2));
    }
}
