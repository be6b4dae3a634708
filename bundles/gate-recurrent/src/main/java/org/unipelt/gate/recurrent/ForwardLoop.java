package org.unipelt.gate.recurrent;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The functions of the loop from first to last token: r = s(p_r + h U_r), z = s(p_z + h U_z), c = tanh(p_c + (r h) U_c),
 * h' = z h + (1 - z) c, with s the logistic function and p what the token gives. A mask m moves the state by its share of the
 * way, h' = h + m (1 - z) (c - h).
 */
final class ForwardLoop {
    private ForwardLoop() {}

    /** The variables of the loop, in its order. */
    private record Variables(
            Operand<TInt32> index,
            Operand<TInt32> length,
            Operand<TFloat32> state,
            Operand<TFloat32> states,
            Operand<TFloat32> gates,
            Operand<TFloat32> candidate,
            Operand<TFloat32> mask,
            Operand<TFloat32> gatesWeight,
            Operand<TFloat32> candidateWeight) {

        static Variables of(Ops tf) {
            return new Variables(
                    tf.placeholder(TInt32.class),
                    tf.placeholder(TInt32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class));
        }

        Signature.Builder signature(String name) {
            return Signature.builder(name)
                    .input("index", index)
                    .input("length", length)
                    .input("state", state)
                    .input("states", states)
                    .input("gates", gates)
                    .input("candidate", candidate)
                    .input("mask", mask)
                    .input("gates_weight", gatesWeight)
                    .input("candidate_weight", candidateWeight);
        }
    }

    /** Whether a token is left. */
    static Signature moreTokens(Ops tf) {
        Variables v = Variables.of(tf);
        return v.signature("unipelt_recurrent_more")
                .output("more", tf.math.less(v.index(), v.length()))
                .build();
    }

    /** Reads one token. */
    static Signature nextState(Ops tf) {
        Variables v = Variables.of(tf);
        Operand<TFloat32> gates = tf.math.sigmoid(
                tf.math.add(Loops.at(tf, v.gates(), v.index()), tf.linalg.matMul(v.state(), v.gatesWeight())));
        List<? extends Operand<TFloat32>> resetAndUpdate =
                tf.split(tf.constant(1), gates, 2L).output();
        Operand<TFloat32> reset = resetAndUpdate.get(0);
        Operand<TFloat32> update = resetAndUpdate.get(1);
        Operand<TFloat32> candidate = tf.math.tanh(tf.math.add(
                Loops.at(tf, v.candidate(), v.index()),
                tf.linalg.matMul(tf.math.mul(reset, v.state()), v.candidateWeight())));
        Operand<TFloat32> share = tf.math.mul(Loops.at(tf, v.mask(), v.index()), Loops.complement(tf, update));
        Operand<TFloat32> next = tf.math.add(v.state(), tf.math.mul(share, tf.math.sub(candidate, v.state())));
        return v.signature("unipelt_recurrent_next")
                .output("next_index", tf.math.add(v.index(), tf.constant(1)))
                .output("same_length", tf.identity(v.length()))
                .output("next_state", next)
                .output("next_states", Loops.set(tf, v.states(), v.index(), next))
                .output("same_gates", tf.identity(v.gates()))
                .output("same_candidate", tf.identity(v.candidate()))
                .output("same_mask", tf.identity(v.mask()))
                .output("same_gates_weight", tf.identity(v.gatesWeight()))
                .output("same_candidate_weight", tf.identity(v.candidateWeight()))
                .build();
    }

    /** The states themselves: what the gradient is declared for. */
    static Signature states(Ops tf) {
        Operand<TFloat32> states = tf.placeholder(TFloat32.class);
        return Signature.builder("unipelt_recurrent_states")
                .input("gates", tf.placeholder(TFloat32.class))
                .input("candidate", tf.placeholder(TFloat32.class))
                .input("mask", tf.placeholder(TFloat32.class))
                .input("gates_weight", tf.placeholder(TFloat32.class))
                .input("candidate_weight", tf.placeholder(TFloat32.class))
                .input("states", states)
                .output("same_states", tf.identity(states))
                .build();
    }
}
