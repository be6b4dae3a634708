package org.unipelt.gate.recurrent;

import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/**
 * The weights of one unit of n numbers, shared by all slots of a group. Columns stand in the order reset, update, candidate.
 *
 * @param input [inputSize, 3n]
 * @param bias [3n]
 * @param gates from the last state to the reset and update gates, [n, 2n]
 * @param candidate from the reset state to the candidate state, [n, n]
 */
record RecurrentUnit(Parameter input, Parameter bias, Parameter gates, Parameter candidate) {

    static RecurrentUnit declare(GateGroup group, String direction, int size, Weights weights) {
        String prefix = group.name() + "." + direction + ".";
        // Glorot's bound keeps the gates off their flat ends, whatever the width of the model
        Initializer input = Initializer.uniform(Math.sqrt(6.0 / (group.inputSize() + size)));
        Initializer recurrent = Initializer.uniform(Math.sqrt(1.0 / size));
        return new RecurrentUnit(
                weights.parameter(prefix + "input.weight", Shape.of(group.inputSize(), 3L * size), input),
                weights.parameter(prefix + "input.bias", Shape.of(3L * size), Initializer.zeros()),
                weights.parameter(prefix + "gates.weight", Shape.of(size, 2L * size), recurrent),
                weights.parameter(prefix + "candidate.weight", Shape.of(size, size), recurrent));
    }

    int size() {
        return (int) candidate.shape().get(0);
    }
}
