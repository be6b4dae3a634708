package org.unipelt.interchange;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;

/** The weights of a pack while they are taken one by one; what peft's format has no place for is known in the end. */
final class PackWeights {
    private final Map<String, TensorData> left;

    PackWeights(Map<String, TensorData> weights) {
        left = new TreeMap<>(weights);
    }

    /** The names of those that were not taken yet. */
    Set<String> names() {
        return new TreeSet<>(left.keySet());
    }

    /** Takes a weight that may be absent: at a site that was pruned, or that no target names. */
    Optional<TensorData> find(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    /** @throws DataException if it is missing */
    TensorData take(String name) {
        return find(name)
                .orElseThrow(() -> new DataException(
                        "the pack", "the weight '" + name + "' is missing", "Restore the pack from a copy"));
    }

    /** @throws ConfigurationException if weights are left: lists all */
    void checkUsedUp() {
        if (!left.isEmpty()) {
            throw new ConfigurationException(
                    "the pack",
                    "peft's format has no place for " + String.join(", ", left.keySet()),
                    "Export a pack of one method, ungated, on an unchanged base model");
        }
    }
}
