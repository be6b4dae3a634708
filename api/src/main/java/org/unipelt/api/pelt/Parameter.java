package org.unipelt.api.pelt;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;

/**
 * A trainable tensor that a bundle declared. It is a description: the values belong to the composition, which keeps them
 * when the bundle stops. Made by {@link Weights} only.
 *
 * @param name unique in the composition, and the tensor's name in a pack: {@code lora.encoder.layer.0.query.a}
 * @param shape the shape, all dimensions known
 * @param initializer the values before training
 */
@ProviderType
public record Parameter(String name, Shape shape, Initializer initializer) {
    public Parameter {
        Objects.requireNonNull(name);
        Objects.requireNonNull(initializer);
        if (shape.hasUnknownDimension()) {
            throw new IllegalArgumentException(name + " has a dimension that is not known: " + shape);
        }
    }

    /** How many numbers it holds. */
    public long size() {
        return shape.size();
    }
}
