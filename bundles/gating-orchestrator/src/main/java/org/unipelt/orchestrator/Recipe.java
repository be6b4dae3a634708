package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param fingerprint equal for recipes that compose the same: tells whether anything changed
 */
record Recipe(List<Method> methods, Gating gating, Aggregation.AtSite aggregation, TaskHead head, String fingerprint) {

    /**
     * A method of the composition.
     *
     * @param name its name in the composition
     * @param method the name of its service
     * @param options its options, complete
     */
    record Method(String name, String method, Options options, MethodInstance instance) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("method", method);
            map.put("name", name);
            map.putAll(options.asMap());
            return map;
        }
    }

    /**
     * How methods are gated.
     *
     * @param network the gating network; null for none
     * @param faithful whether the mean runs over padding too, as in UniPELT's released code
     * @param options all options, complete
     */
    record Gating(GateInstance network, boolean faithful, Map<String, Object> options) {
        boolean gated() {
            return network != null;
        }
    }

    List<String> methodNames() {
        return methods.stream().map(Method::name).toList();
    }
}
