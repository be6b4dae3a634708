package org.unipelt.orchestrator;

import java.util.List;
import java.util.Map;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.task.TaskHead;

/**
 * A composition worked out for one base model, before any graph: what stands at each site, which gates there are, and every
 * parameter.
 *
 * @param methods the methods' names, in order
 * @param contributions what stands at each site, in the order of the methods
 * @param combiners sums the shifts of each site that has any
 * @param gates the gates of each point; empty where the composition is not gated
 * @param head draws the task's head; null where there is none
 * @param parameters all parameters by owner: a method's name, {@code gates}, {@code aggregation} or {@code head}
 */
record Plan(
        List<String> methods,
        Map<Site, List<Placed>> contributions,
        Map<Site, Aggregation.Combiner> combiners,
        Map<GatePoint, Group> gates,
        TaskHead.Drawing head,
        Map<String, List<Parameter>> parameters) {

    /**
     * A contribution and what weighs it.
     *
     * @param method the name of the service that gave it, to name in failures
     * @param slot its gate's slot; null where it is not gated
     */
    record Placed(String method, Contribution contribution, Slot slot) {}

    /** Gates that are drawn together. */
    record Group(List<Slot> slots, GateInstance.Scores scores) {}

    List<Placed> at(Site site) {
        return contributions.getOrDefault(site, List.of());
    }

    List<Parameter> allParameters() {
        return parameters.values().stream().flatMap(List::stream).toList();
    }
}
