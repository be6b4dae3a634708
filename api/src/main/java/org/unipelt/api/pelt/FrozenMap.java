package org.unipelt.api.pelt;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A linear map of the base model in a graph, x W + b: what a method reads that changes the map itself and not only adds to its
 * output, as DoRA does (Liu et al. 2024, arXiv 2402.09353). No step trains these weights.
 *
 * @param weight W, [inputSize, outputSize]
 * @param bias b, [outputSize], or null where the map has none
 * @param output x W + b, [batch, sequence, outputSize], before any contribution is added; x is the scaled one where a method
 *     such as (IA)^3 scales the site's input
 */
@ProviderType
public record FrozenMap(Operand<TFloat32> weight, Operand<TFloat32> bias, Operand<TFloat32> output) {
    public FrozenMap {
        Objects.requireNonNull(weight);
        Objects.requireNonNull(output);
    }
}
