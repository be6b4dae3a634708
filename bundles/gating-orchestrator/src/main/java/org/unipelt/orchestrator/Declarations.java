package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/** Collects the parameters that bundles declare, by owner. */
final class Declarations {
    /** For a derived parameter that stands in a composition without ever having been trained, as one that joins. */
    private static final Initializer UNTRAINED = Initializer.normal(0.02);

    private final Map<String, List<Parameter>> byOwner = new LinkedHashMap<>();
    private final Map<String, Parameter> byName = new LinkedHashMap<>();

    /**
     * Where an owner declares at one place; names become {@code place.name}, those of shared ones {@code root.name}.
     */
    Weights at(String owner, String place, String root) {
        return new Weights() {
            @Override
            public Parameter parameter(String name, Shape shape, Initializer initializer) {
                return declare(owner, new Parameter(place + "." + name, shape, initializer, null));
            }

            @Override
            public Parameter frozen(String name, Shape shape, Initializer initializer) {
                return declare(owner, new Parameter(place + "." + name, shape, initializer, null, true));
            }

            @Override
            public Parameter derived(String name, Shape shape, List<Parameter> from, Parameter.Formula formula) {
                return declare(
                        owner,
                        new Parameter(place + "." + name, shape, UNTRAINED, new Parameter.Derivation(from, formula)));
            }

            @Override
            public Weights shared() {
                return at(owner, root, root);
            }
        };
    }

    private Parameter declare(String owner, Parameter wanted) {
        Parameter known = byName.putIfAbsent(wanted.name(), wanted);
        if (known == null) {
            byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(wanted);
            return wanted;
        }
        if (!known.shape().equals(wanted.shape())) {
            throw new IllegalArgumentException("parameter " + known.name() + " was declared before as " + known.shape()
                    + ", now as " + wanted.shape());
        }
        return known;
    }

    Map<String, List<Parameter>> byOwner() {
        return byOwner;
    }
}
