package org.unipelt.api.pelt;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A trainable tensor that a bundle declared. It is a description: the values belong to the composition, which keeps them
 * when the bundle stops. Made by {@link Weights} only.
 *
 * @param name unique in the composition, and the tensor's name in a pack: {@code lora.encoder.layer.0.query.a}
 * @param shape the shape, all dimensions known
 * @param initializer the values before training
 * @param derivation how it follows from other parameters while it is trained; null for one that is trained itself
 */
@ProviderType
public record Parameter(String name, Shape shape, Initializer initializer, Derivation derivation) {
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

    /** Whether it follows from other parameters while it is trained. */
    public boolean derived() {
        return derivation != null;
    }

    /**
     * A re-parameterisation: in training the value is computed from other parameters; a pack holds the value alone, and they
     * are dropped.
     *
     * @param from the parameters that the formula reads
     * @param formula the value
     */
    @ProviderType
    public record Derivation(List<Parameter> from, Formula formula) {
        public Derivation {
            from = List.copyOf(from);
            Objects.requireNonNull(formula);
        }
    }

    /** Draws a derived value. */
    @ConsumerType
    @FunctionalInterface
    public interface Formula {
        /** The value, in the parameter's shape. */
        Operand<TFloat32> draw(GraphScope scope);
    }
}
