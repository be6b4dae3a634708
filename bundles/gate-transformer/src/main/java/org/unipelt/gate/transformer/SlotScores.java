package org.unipelt.gate.transformer;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/**
 * A linear map from features to one score for each slot; each slot owns its column.
 *
 * @param columns [size, 1] for each slot
 * @param biases [1] for each slot
 */
record SlotScores(List<Parameter> columns, List<Parameter> biases) {

    static SlotScores declare(List<String> slots, int size, float initialScore, Weights weights) {
        Initializer bias = (values, shape, random) -> Arrays.fill(values, initialScore);
        return new SlotScores(
                slots.stream()
                        .map(slot -> weights.parameter(slot + ".weight", Shape.of(size, 1), Initializer.normal(0.02)))
                        .toList(),
                slots.stream()
                        .map(slot -> weights.parameter(slot + ".bias", Shape.of(1), bias))
                        .toList());
    }

    /** From features [batch, sequence, size] to scores [batch, sequence, slots]. */
    Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> features) {
        return scope.linear(features, joined(scope, columns, 1), joined(scope, biases, 0));
    }

    private static Operand<TFloat32> joined(GraphScope scope, List<Parameter> parameters, int axis) {
        Ops tf = scope.ops();
        List<Operand<TFloat32>> values = parameters.stream().map(scope::value).toList();
        return values.size() == 1 ? values.get(0) : tf.concat(values, tf.constant(axis));
    }
}
