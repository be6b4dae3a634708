package org.unipelt.api.pelt;

import java.util.List;
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

    /**
     * Declares a parameter that nothing trains: it keeps its initial values, and a pack holds them. VeRA's random maps are such
     * (Kopiczko et al. 2024, arXiv 2310.11454).
     *
     * @param name unique at this place
     * @param shape all dimensions known
     * @param initializer the values
     * @throws IllegalArgumentException if the name was declared at this place before with another shape
     */
    Parameter frozen(String name, Shape shape, Initializer initializer);

    /**
     * Declares a parameter that in training is computed from others, and that stands in a pack in their place, as the deployed
     * prefix does for its training network. Where a method joins an open pack, untrained, it begins with small random numbers.
     *
     * @param name unique at this place
     * @param shape all dimensions known
     * @param from what the formula reads and nothing else does: it is dropped after training
     * @param formula the value, drawn once for each graph in training, those included that predict the dev rows
     * @throws IllegalArgumentException if the name was declared at this place before with another shape
     */
    Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula);

    /** Where to declare what all places of the method have in common; each name is one parameter, whoever asks for it. */
    Weights shared();
}
