package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ConsumerType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A gating network with its checked options. Immutable. */
@ConsumerType
@FunctionalInterface
public interface GateInstance {

    /**
     * Declares the weights for a group of slots that read the same sequence.
     *
     * @param group the slots
     * @param weights where to declare weights; those that belong to one slot carry the slot's name, so that a slot keeps them
     *     when others come and go
     * @return draws the scores
     */
    Scores declare(GateGroup group, Weights weights);

    /**
     * Draws a group's scores. Where tokens have gates of their own, those of a text that is being written come one by one, as
     * sequences of one token, in training as in writing.
     */
    @ConsumerType
    @FunctionalInterface
    interface Scores {
        /**
         * @param scope the graph
         * @param x [batch, sequence, inputSize]
         * @param mask [batch, sequence], 1 for a token and 0 for padding; virtual tokens that stand in the sequence have their own
         *     gate there, between 0 and 1
         * @return [batch, sequence, slots], in the group's order; any real number, before sigmoid or softmax
         */
        Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x, Operand<TFloat32> mask);
    }
}
