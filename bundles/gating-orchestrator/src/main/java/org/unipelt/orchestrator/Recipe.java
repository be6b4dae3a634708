package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.task.TaskHead;

/**
 * The services' answers to a composition: what a plan is made from.
 *
 * @param methods the methods in force, in order
 * @param gating how they are gated
 * @param aggregation how shifts are summed
 * @param head the task's head; null for none
 */
record Recipe(List<Method> methods, Gating gating, Summing aggregation, TaskHead head) {
    /** Where no service is behind a part. */
    static final long NO_SERVICE = -1;

    /**
     * A method of the composition.
     *
     * @param entry what the framework itself knows of it
     * @param options its options, complete
     * @param reading how its gates read; empty where it is not gated
     * @param joined whether it has come by itself, and its user has not asked for it
     * @param service the number of its service, which a bundle that is updated registers anew
     * @param added the number of the service as it was configured
     */
    record Method(
            MethodEntry entry,
            Options options,
            Optional<GatePolicy.Reading> reading,
            MethodInstance instance,
            boolean joined,
            long service,
            long added) {
        String name() {
            return entry.name();
        }

        /** The name of its service. */
        String method() {
            return entry.method();
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>(entry.toMap());
            map.putAll(options.asMap());
            return map;
        }
    }

    /**
     * An entry of a composition's methods, without the method's own keys.
     *
     * @param method the name of its service
     * @param name its name in the composition
     * @param gating what its gates do otherwise than the composition's
     * @param without the sites that it keeps away from, by name: those that were pruned
     */
    record MethodEntry(String method, String name, Map<String, Object> gating, Set<String> without) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("method", method);
            map.put("name", name);
            if (!gating.isEmpty()) {
                map.put("gating", gating);
            }
            if (!without.isEmpty()) {
                map.put("without", List.copyOf(without));
            }
            return map;
        }
    }

    /**
     * How methods are gated.
     *
     * @param network the gating network; null where gates are constant or there are none
     * @param fixed constant weights by method or slot; null where they are learned or there are none
     * @param policy what makes gates of scores; null where there are none
     * @param options all options, complete
     * @param service the number of the network's service
     */
    record Gating(
            GateInstance network,
            Map<String, Double> fixed,
            GatePolicy policy,
            Map<String, Object> options,
            long service) {
        boolean gated() {
            return policy != null;
        }

        /** @throws ConfigurationException if a constant weight is for no method and no slot of the plan */
        void checkNames(Plan plan) {
            if (fixed == null) {
                return;
            }
            Set<String> known = new TreeSet<>(plan.methods());
            plan.gates().constants().keySet().forEach(slot -> known.add(slot.name()));
            for (String name : fixed.keySet()) {
                if (!known.contains(name)) {
                    throw new ConfigurationException(
                            "gating, weights",
                            "no method and no gate is named '" + name + "'",
                            Nearest.hint(name, known));
                }
            }
        }
    }

    /**
     * How shifts are summed.
     *
     * @param options its name and all options, complete
     * @param service the number of its service
     */
    record Summing(Aggregation.AtSite instance, Map<String, Object> options, long service) {}

    /** Equal for recipes that compose the same: tells whether anything changed. */
    String fingerprint() {
        return methods.stream().map(m -> m.toMap() + "@" + m.service()).collect(Collectors.joining(";")) + ";"
                + gating.options() + "@" + gating.service() + ";" + aggregation.options() + "@"
                + aggregation.service();
    }

    List<String> methodNames() {
        return methods.stream().map(Method::name).toList();
    }
}
