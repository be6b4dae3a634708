package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;

/** Where a bundle declares the weights that it needs at one place; never kept longer than the call that gave it. */
@ProviderType
public interface Weights {

    /**
     * Declares a trainable parameter.
     *
     * @param name unique at this place, short: {@code a}, {@code down.weight}
     * @param shape all dimensions known; a linear map from n to m features is [n, m]
     * @param initializer the values before training
     * @throws IllegalArgumentException if the name was declared at this place before with another shape
     */
    Parameter parameter(String name, Shape shape, Initializer initializer);
}
