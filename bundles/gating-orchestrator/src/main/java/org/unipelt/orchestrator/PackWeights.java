package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;

/** The weights of a pack while it is open: those it came with, and those of methods that have joined since. */
final class PackWeights {
    private final Map<String, float[]> known = new LinkedHashMap<>();

    PackWeights(Map<String, TensorData> stored) {
        stored.forEach((name, data) -> known.put(name, data.floats()));
    }

    /**
     * What a plan is drawn with: a value for each parameter, and the pack's copies of base weights. Fresh values are kept, so
     * that a method finds its own again when it comes back.
     */
    synchronized Map<String, float[]> of(Plan plan, long seed, Initializer.Base base) {
        List<Parameter> parameters =
                plan.deployed().values().stream().flatMap(List::stream).toList();
        // a method may have come back with other options, or another version of itself
        parameters.forEach(parameter -> known.computeIfPresent(
                parameter.name(), (name, value) -> value.length == parameter.size() ? value : null));
        Map<String, float[]> values = InitialValues.complete(parameters, known, seed, base);
        known.putAll(values);
        known.forEach((name, value) -> {
            if (name.startsWith(OwnBase.OWNER + ".")) {
                values.put(name, value);
            }
        });
        return values;
    }
}
