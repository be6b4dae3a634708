package org.unipelt.interchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;

/** A composition in the making: its methods, and the weights by the names that it gives them. */
final class Draft {
    private final List<Map<String, Object>> methods = new ArrayList<>();
    private final List<Boolean> gated = new ArrayList<>();
    private final Map<String, TensorData> weights = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Object> origin = new LinkedHashMap<>();
    private Head head;

    /**
     * Adds a method.
     *
     * @return its name in the composition: the service's, numbered from the second on
     */
    String add(String service, Map<String, Object> options, boolean isGated) {
        long before = methods.stream()
                .filter(method -> service.equals(method.get(Entries.METHOD)))
                .count();
        String name = before == 0 ? service : service + "-" + (before + 1);
        Map<String, Object> method = new LinkedHashMap<>();
        method.put(Entries.METHOD, service);
        if (before > 0) {
            method.put(Entries.NAME, name);
        }
        method.putAll(options);
        methods.add(method);
        gated.add(isGated);
        return name;
    }

    void weight(String name, TensorData values) {
        weights.put(name, values);
    }

    /**
     * A weight that stands in place of the base model's.
     *
     * @param name the family's name
     * @param values in the shape that it has in the graph
     */
    void copy(String name, TensorData values) {
        weight(Entries.COPY + name, values);
    }

    /** The weights of a gate: w [1, in] as torch keeps it, b [1]. */
    void gate(Site site, String slot, TensorData weight, TensorData bias) {
        String name = "gate." + site.layerName() + "." + slot;
        weight(name + ".weight", Tensors.transposed(weight));
        weight(name + ".bias", bias);
    }

    /** Something that a user should know. */
    void note(String text) {
        notes.add(text);
    }

    /** Something that an export should know of where this came from. */
    void origin(String key, Object value) {
        origin.put(key, value);
    }

    void head(Head trained) {
        head = trained;
        weights.putAll(trained.weights());
    }

    Converted finish() {
        boolean anyGated = gated.contains(true);
        for (int i = 0; i < methods.size(); i++) {
            if (anyGated && !gated.get(i)) {
                methods.get(i).put(Entries.GATING, Entries.NO_GATES);
            }
        }
        // adapters takes the mean over all positions, padding too
        Map<String, Object> gating =
                anyGated ? Map.of("network", "feed-forward", "pooling", "faithful") : Entries.NO_GATES;
        return new Converted(methods, gating, head, weights, notes, origin);
    }
}
