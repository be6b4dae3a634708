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
    private final Map<String, List<Parameter>> byOwner = new LinkedHashMap<>();
    private final Map<String, Parameter> byName = new LinkedHashMap<>();

    /** Where an owner declares at one place; names become {@code place.name}. */
    Weights at(String owner, String place) {
        return (name, shape, initializer) -> declare(owner, place + "." + name, shape, initializer);
    }

    private Parameter declare(String owner, String name, Shape shape, Initializer initializer) {
        Parameter known = byName.get(name);
        if (known == null) {
            known = new Parameter(name, shape, initializer);
            byName.put(name, known);
            byOwner.computeIfAbsent(owner, o -> new ArrayList<>()).add(known);
        } else if (!known.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "parameter " + name + " was declared before as " + known.shape() + ", now as " + shape);
        }
        return known;
    }

    Map<String, List<Parameter>> byOwner() {
        return byOwner;
    }
}
