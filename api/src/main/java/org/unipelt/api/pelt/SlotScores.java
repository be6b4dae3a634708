package org.unipelt.api.pelt;

import java.util.Arrays;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a gating network ends with: a linear map from features to one score for each slot. Each slot owns its column and its bias,
 * and keeps them when others come and go.
 *
 * @param columns [size, 1] for each slot
 * @param biases [1] for each slot
 */
@ProviderType
public record SlotScores(List<Parameter> columns, List<Parameter> biases) {

    public SlotScores {
        columns = List.copyOf(columns);
        biases = List.copyOf(biases);
    }

    /**
     * Declares the map's weights.
     *
     * @param slots the slots' names, in the order of the scores
     * @param size the last dimension of the features
     * @param initialScore the biases before training; 0 starts a sigmoid gate at one half
     * @param weights where to declare {@code SLOT.weight} and {@code SLOT.bias}
     */
    public static SlotScores declare(List<String> slots, int size, float initialScore, Weights weights) {
        Initializer bias = (values, shape, random) -> Arrays.fill(values, initialScore);
        return new SlotScores(
                slots.stream()
                        .map(slot -> weights.parameter(slot + ".weight", Shape.of(size, 1), Initializer.normal(0.02)))
                        .toList(),
                slots.stream()
                        .map(slot -> weights.parameter(slot + ".bias", Shape.of(1), bias))
                        .toList());
    }

    /** From features [batch, sequence, size] to scores [batch, sequence, slots], as one product. */
    public Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> features) {
        return scope.linear(features, joined(scope, columns, 1), joined(scope, biases, 0));
    }

    private static Operand<TFloat32> joined(GraphScope scope, List<Parameter> parameters, int axis) {
        Ops tf = scope.ops();
        List<Operand<TFloat32>> values = parameters.stream().map(scope::value).toList();
        return values.size() == 1 ? values.get(0) : tf.concat(values, tf.constant(axis));
    }
}
