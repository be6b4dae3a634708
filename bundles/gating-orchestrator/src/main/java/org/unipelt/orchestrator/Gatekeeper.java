package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.SlotScope;

/** Gives contributions their slots while a plan is made, and collects the slots into groups that read one sequence. */
final class Gatekeeper {
    private final BaseModelInstance model;
    private final Recipe.Gating gating;
    private final boolean twoHalves;
    private final Map<GatePoint, Set<Slot>> slots = new LinkedHashMap<>();
    private final Map<GatePoint, Integer> sizes = new LinkedHashMap<>();
    private final Map<Slot, GatePolicy.Reading> readings = new LinkedHashMap<>();
    private final Map<Slot, Float> constants = new LinkedHashMap<>();

    Gatekeeper(BaseModelInstance model, Recipe.Gating gating) {
        this.model = model;
        this.gating = gating;
        twoHalves = model.sites().stream().map(Site::stage).distinct().count() > 1;
    }

    /**
     * The slots of a contribution.
     *
     * @param index which of the method's contributions at the site
     */
    List<Slot> slots(Recipe.Method method, Site site, Contribution contribution, int index) {
        if (method.reading().isEmpty() || contribution instanceof Contribution.PositionOffset) {
            return List.of();
        }
        List<Slot> own = named(method, site, contribution, index);
        for (Slot slot : own) {
            if (gating.fixed() == null) {
                register(slot, method, site, contribution);
            } else {
                double weight =
                        gating.fixed().getOrDefault(slot.name(), gating.fixed().getOrDefault(method.name(), 1.0));
                constants.put(slot, (float) weight);
            }
        }
        return own;
    }

    private List<Slot> named(Recipe.Method method, Site site, Contribution contribution, int index) {
        boolean pair = contribution instanceof Contribution.KeysAndValues keysAndValues
                && keysAndValues.gates() == Contribution.Gates.SEPARATE;
        if (wide(method)) {
            String layer = global() ? Slot.MODEL : site.layerName();
            return Collections.nCopies(pair ? 2 : 1, new Slot(method.name(), layer, method.name()));
        }
        String name = method.name() + "." + site.kind().word() + (index == 0 ? "" : "." + index);
        Slot slot = new Slot(method.name(), site.layerName(), name);
        return pair ? List.of(slot, new Slot(method.name(), site.layerName(), name + ".values")) : List.of(slot);
    }

    private void register(Slot slot, Recipe.Method method, Site site, Contribution contribution) {
        GatePoint point = global() ? GatePoint.words(embeddings()) : GatePoint.of(site, contribution, wide(method));
        // all sequences of a layer that gates read are hidden states, but for the inputs of single sites
        sizes.putIfAbsent(
                point, wide(method) || site.layer() < 0 ? model.shape().hidden() : site.inputSize());
        slots.computeIfAbsent(point, p -> new LinkedHashSet<>()).add(slot);
        // what stands outside the layers is no place that each token of the text has, nor is a token of one half one of
        // the other
        GatePolicy.Reading reading =
                site.layer() < 0 || global() && twoHalves || ofOtherHalf(method, site, contribution)
                        ? method.reading().orElseThrow().forSamples()
                        : method.reading().orElseThrow();
        readings.merge(slot, reading, (known, other) -> known.level() == GatePolicy.Level.SAMPLE ? known : other);
    }

    /** Whether a gate that reads a decoder's layer weighs what the layer does with the encoder's tokens. */
    private boolean ofOtherHalf(Recipe.Method method, Site site, Contribution contribution) {
        return wide(method) && GatePoint.of(site, contribution, false).ofSource();
    }

    private boolean wide(Recipe.Method method) {
        return gating.policy().scope() != GatePolicy.Scope.CONTRIBUTION
                || method.instance().slots() == SlotScope.LAYER;
    }

    private boolean global() {
        return gating.policy().scope() == GatePolicy.Scope.GLOBAL;
    }

    private Site embeddings() {
        return model.sites().stream()
                .filter(site -> site.kind() == SiteKind.EMBEDDINGS)
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "gating",
                        "the base model has no embeddings to read for a global gate",
                        "Choose another scope"));
    }

    /** The gates of the plan, with the weights of their network declared. */
    Plan.Gating gating(Declarations declarations) {
        if (gating.network() == null) {
            return new Plan.Gating(Map.of(), Map.of(), constants, null);
        }
        Map<GatePoint, Plan.Group> groups = new LinkedHashMap<>();
        slots.forEach((point, members) -> groups.put(point, group(point, List.copyOf(members), declarations)));
        return new Plan.Gating(groups, readings, Map.of(), gating.policy().normalisation());
    }

    private Plan.Group group(GatePoint point, List<Slot> members, Declarations declarations) {
        List<String> names = new ArrayList<>(members.stream().map(Slot::name).toList());
        if (gating.policy().normalisation().thresholded()) {
            names.add(point.sequence() + ".threshold");
        }
        String place = Planner.GATES_PLACE + "." + members.get(0).layer();
        return new Plan.Group(
                members,
                gating.network()
                        .declare(
                                new GateGroup(point.sequence(), sizes.get(point), names),
                                declarations.at(Planner.GATES, place, Planner.GATES_PLACE)));
    }
}
