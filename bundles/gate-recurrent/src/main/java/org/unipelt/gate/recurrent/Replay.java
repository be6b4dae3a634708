package org.unipelt.gate.recurrent;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a unit computed at all its tokens, each [sequence, batch, n], from its saved states.
 *
 * @param previous the state before the token
 * @param reset r
 * @param update z
 * @param candidate c
 * @param mask [sequence, batch, 1]
 */
record Replay(
        Operand<TFloat32> previous,
        Operand<TFloat32> reset,
        Operand<TFloat32> update,
        Operand<TFloat32> candidate,
        Operand<TFloat32> mask) {

    static Replay draw(Ops tf, Recurrence.Inputs in, Operand<TFloat32> states) {
        Operand<TFloat32> start = tf.zerosLike(slice(tf, states, tf.array(1, -1, -1)));
        Operand<TFloat32> shifted = tf.concat(List.of(start, states), tf.constant(0));
        Operand<TFloat32> previous = slice(tf, shifted, tf.shape(states));
        List<? extends Operand<TFloat32>> gates = tf.split(
                        tf.constant(2),
                        tf.math.sigmoid(tf.math.add(in.gates(), product(tf, previous, in.gatesWeight()))),
                        2L)
                .output();
        Operand<TFloat32> resetState = tf.math.mul(gates.get(0), previous);
        Operand<TFloat32> candidate =
                tf.math.tanh(tf.math.add(in.candidate(), product(tf, resetState, in.candidateWeight())));
        return new Replay(previous, gates.get(0), gates.get(1), candidate, in.mask());
    }

    /**
     * What the gradient of a state is multiplied by, in the loop's order: the gradient by the state itself, which is added;
     * then on to the sum inside the candidate's tanh; from the reset state to the sum inside the reset gate; to the sum inside
     * the update gate; to the state before; from the reset state to the state before.
     */
    List<Operand<TFloat32>> factors(Ops tf, Operand<TFloat32> byStates) {
        Operand<TFloat32> share = tf.math.mul(mask, Loops.complement(tf, update));
        return List.of(
                byStates,
                tf.math.mul(share, Loops.complement(tf, tf.math.square(candidate))),
                Loops.product(tf, previous, List.of(reset, Loops.complement(tf, reset))),
                Loops.product(tf, share, List.of(update, tf.math.sub(previous, candidate))),
                Loops.complement(tf, share),
                reset);
    }

    /** The mask's gradient, from the states' own. */
    Operand<TFloat32> byMask(Ops tf, Operand<TFloat32> state) {
        Operand<TFloat32> step = tf.math.mul(Loops.complement(tf, update), tf.math.sub(candidate, previous));
        return tf.reduceSum(tf.math.mul(state, step), tf.array(2), ReduceSum.keepDims(true));
    }

    private static Operand<TFloat32> product(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight) {
        return tf.train.batchMatMul(x, weight, TFloat32.class);
    }

    private static Operand<TFloat32> slice(Ops tf, Operand<TFloat32> x, Operand<TInt32> size) {
        return tf.slice(x, tf.array(0, 0, 0), size);
    }
}
