package org.unipelt.api.pelt;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A tensor that a bundle declared, trained as a rule. It is a description: the values belong to the composition, which keeps them
 * when the bundle stops. Made by {@link Weights} only.
 *
 * @param name unique in the composition, and the tensor's name in a pack: {@code lora.encoder.layer.0.query.a}
 * @param shape the shape, all dimensions known
 * @param initializer the values before training
 * @param derivation how it follows from other parameters while these are trained; null for one that does not
 * @param frozen whether it keeps its initial values
 */
@ProviderType
public record Parameter(String name, Shape shape, Initializer initializer, Derivation derivation, boolean frozen) {
    public Parameter {
        Objects.requireNonNull(name);
        Objects.requireNonNull(initializer);
        if (shape.hasUnknownDimension()) {
            throw new IllegalArgumentException(
                    "parameter " + name + " has a dimension that is not known: " + shape + "; give the site's sizes");
        }
    }

    /** One that is trained itself, or that follows from others. */
    public Parameter(String name, Shape shape, Initializer initializer, Derivation derivation) {
        this(name, shape, initializer, derivation, false);
    }

    /** How many numbers it holds. */
    public long size() {
        return shape.size();
    }

    /** Whether it follows from other parameters while these are trained. */
    public boolean derived() {
        return derivation != null;
    }

    /** Whether training changes it by steps of its own. */
    public boolean trained() {
        return !frozen && !derived();
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
