package org.unipelt.gate.recurrent;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Sub;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The gradient of the states, by the chain rule from last to first token. All that the saved states determine is computed for
 * all tokens at once; what is left to the loop is how the gradient of one state follows from that of the next.
 */
final class BackwardLoop {
    private BackwardLoop() {}

    /** The function from a unit's inputs, its states and their gradients to the inputs' gradients. */
    static ConcreteFunction create() {
        ConcreteFunction more = ConcreteFunction.create(BackwardLoop::moreTokens);
        ConcreteFunction previous = ConcreteFunction.create(BackwardLoop::previousState);
        return ConcreteFunction.create(tf -> gradient(tf, more, previous));
    }

    /** The variables of the loop, in its order; factors are those of {@link #factors}. */
    private record Variables(
            Operand<TInt32> index,
            Operand<TFloat32> carried,
            Operand<TFloat32> gradients,
            Operand<TFloat32> factors,
            Operand<TFloat32> gatesWeight,
            Operand<TFloat32> candidateWeight) {

        static Variables of(Ops tf) {
            return new Variables(
                    tf.placeholder(TInt32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class),
                    tf.placeholder(TFloat32.class));
        }

        Signature.Builder signature(String name) {
            return Signature.builder(name)
                    .input("index", index)
                    .input("carried", carried)
                    .input("gradients", gradients)
                    .input("factors", factors)
                    .input("gates_weight", gatesWeight)
                    .input("candidate_weight", candidateWeight);
        }
    }

    private static Signature moreTokens(Ops tf) {
        Variables v = Variables.of(tf);
        return v.signature("unipelt_recurrent_back_more")
                .output("more", tf.math.greaterEqual(v.index(), tf.constant(0)))
                .build();
    }

    /** From the gradient that comes from later tokens to the one for earlier tokens; notes those of state and reset gate. */
    private static Signature previousState(Ops tf) {
        Variables v = Variables.of(tf);
        List<? extends Operand<TFloat32>> factors = tf.split(tf.constant(1), Loops.at(tf, v.factors(), v.index()), 6L)
                .output();
        Operand<TFloat32> state = tf.math.add(v.carried(), factors.get(0));
        Operand<TFloat32> candidate = tf.math.mul(state, factors.get(1));
        Operand<TFloat32> resetState = tf.linalg.matMul(candidate, v.candidateWeight(), MatMul.transposeB(true));
        Operand<TFloat32> reset = tf.math.mul(resetState, factors.get(2));
        Operand<TFloat32> update = tf.math.mul(state, factors.get(3));
        Operand<TFloat32> byGates = tf.linalg.matMul(
                tf.concat(List.of(reset, update), tf.constant(1)), v.gatesWeight(), MatMul.transposeB(true));
        Operand<TFloat32> byStates =
                tf.math.add(tf.math.mul(state, factors.get(4)), tf.math.mul(resetState, factors.get(5)));
        Operand<TFloat32> noted = tf.concat(List.of(state, reset), tf.constant(1));
        Sub<TInt32> before = tf.math.sub(v.index(), tf.constant(1));
        return v.signature("unipelt_recurrent_back_previous")
                .output("next_index", before)
                .output("next_carried", tf.math.add(byStates, byGates))
                .output("next_gradients", Loops.set(tf, v.gradients(), v.index(), noted))
                .output("same_factors", tf.identity(v.factors()))
                .output("same_gates_weight", tf.identity(v.gatesWeight()))
                .output("same_candidate_weight", tf.identity(v.candidateWeight()))
                .build();
    }

    private static Signature gradient(Ops tf, ConcreteFunction more, ConcreteFunction previous) {
        Operand<TFloat32> gates = tf.placeholder(TFloat32.class);
        Operand<TFloat32> candidate = tf.placeholder(TFloat32.class);
        Operand<TFloat32> mask = tf.placeholder(TFloat32.class);
        Operand<TFloat32> gatesWeight = tf.placeholder(TFloat32.class);
        Operand<TFloat32> candidateWeight = tf.placeholder(TFloat32.class);
        Operand<TFloat32> states = tf.placeholder(TFloat32.class);
        Operand<TFloat32> byStates = tf.placeholder(TFloat32.class);
        Replay replay =
                Replay.draw(tf, new Recurrence.Inputs(gates, candidate, mask, gatesWeight, candidateWeight), states);
        List<Operand<TFloat32>> factors = replay.factors(tf, byStates);
        Operand<TFloat32> noted = loop(tf, more, previous, factors, gatesWeight, candidateWeight);

        List<? extends Operand<TFloat32>> stateAndReset =
                tf.split(tf.constant(2), noted, 2L).output();
        Operand<TFloat32> state = stateAndReset.get(0);
        Operand<TFloat32> byCandidate = tf.math.mul(state, factors.get(1));
        Operand<TFloat32> byGates =
                tf.concat(List.of(stateAndReset.get(1), tf.math.mul(state, factors.get(3))), tf.constant(2));
        return Signature.builder("unipelt_recurrent_states_gradient")
                .input("gates", gates)
                .input("candidate", candidate)
                .input("mask", mask)
                .input("gates_weight", gatesWeight)
                .input("candidate_weight", candidateWeight)
                .input("states", states)
                .input("by_states", byStates)
                .output("by_gates", byGates)
                .output("by_candidate", byCandidate)
                .output("by_mask", replay.byMask(tf, state))
                .output("by_gates_weight", summed(tf, replay.previous(), byGates))
                .output("by_candidate_weight", summed(tf, tf.math.mul(replay.reset(), replay.previous()), byCandidate))
                .output("by_saved_states", tf.zerosLike(states))
                .build();
    }

    private static Operand<TFloat32> loop(
            Ops tf,
            ConcreteFunction more,
            ConcreteFunction previous,
            List<Operand<TFloat32>> factors,
            Operand<TFloat32> gatesWeight,
            Operand<TFloat32> candidateWeight) {
        Operand<TFloat32> byStates = factors.get(0);
        Operand<TFloat32> empty = tf.zerosLike(tf.concat(List.of(byStates, byStates), tf.constant(2)));
        return Loops.floats(tf.statelessWhile(
                        List.of(
                                tf.math.sub(Loops.length(tf, byStates), tf.constant(1)),
                                tf.reduceSum(tf.zerosLike(byStates), tf.array(0)),
                                empty,
                                tf.concat(factors, tf.constant(2)),
                                gatesWeight,
                                candidateWeight),
                        more,
                        previous)
                .output()
                .get(2));
    }

    /** The gradient of a weight by which all tokens were multiplied. */
    private static Operand<TFloat32> summed(Ops tf, Operand<TFloat32> in, Operand<TFloat32> byOut) {
        return tf.linalg.einsum(List.of(in, byOut), "tbi,tbo->io");
    }
}
