package org.unipelt.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/**
 * Records what is declared: the parameters of places ({@code encoder.layer.0.query.a}), of what all places share
 * ({@code embedding}), those that follow from others, and those that are frozen. Without the orchestrator no entry's name stands in front.
 */
@ProviderType
public final class DeclaredWeights implements Weights {
    private final String place;
    private final Map<String, Parameter> parameters;

    /** Weights of no place: parameters carry the name that they are declared by. */
    public DeclaredWeights() {
        this("", new LinkedHashMap<>());
    }

    private DeclaredWeights(String place, Map<String, Parameter> parameters) {
        this.place = place;
        this.parameters = parameters;
    }

    /** Where to declare what belongs to a site; recorded here with the rest. */
    public DeclaredWeights at(Site site) {
        return new DeclaredWeights(site.name() + ".", parameters);
    }

    /** All that was declared so far, by name, in order; a view. */
    public Map<String, Parameter> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Parameter parameter(String name, Shape shape, Initializer initializer) {
        return declare(new Parameter(place + name, shape, initializer, null));
    }

    @Override
    public Parameter frozen(String name, Shape shape, Initializer initializer) {
        return declare(new Parameter(place + name, shape, initializer, null, true));
    }

    @Override
    public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
        return declare(
                new Parameter(place + name, shape, Initializer.normal(0.02), new Parameter.Derivation(from, formula)));
    }

    @Override
    public DeclaredWeights shared() {
        return new DeclaredWeights("", parameters);
    }

    private Parameter declare(Parameter wanted) {
        Parameter known = parameters.putIfAbsent(wanted.name(), wanted);
        if (known == null) {
            return wanted;
        }
        if (!known.shape().equals(wanted.shape())) {
            throw new IllegalArgumentException("parameter " + known.name() + " was declared before as " + known.shape()
                    + ", now as " + wanted.shape());
        }
        return known;
    }
}
