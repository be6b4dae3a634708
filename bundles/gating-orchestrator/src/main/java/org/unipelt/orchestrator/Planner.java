package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SlotScope;
import org.unipelt.api.task.TaskHead;

/** Works a recipe out for a base model: asks every method at every site, groups the gates, declares the parameters. */
final class Planner {
    static final String GATES = "gates";
    static final String AGGREGATION = "aggregation";
    static final String HEAD = "head";

    private final BaseModelInstance model;
    private final Recipe recipe;
    private final Declarations declarations = new Declarations();
    private final Map<Site, List<Plan.Placed>> contributions = new LinkedHashMap<>();
    private final Map<GatePoint, GateSlots> gates = new LinkedHashMap<>();

    private record GateSlots(int inputSize, Set<Slot> slots) {}

    private Planner(BaseModelInstance model, Recipe recipe) {
        this.model = model;
        this.recipe = recipe;
    }

    /**
     * @param pooling the base model's own way to a sentence vector, for the head
     * @throws MethodFailure if a method's answer does not fit its site
     */
    static Plan plan(BaseModelInstance model, Recipe recipe, Optional<String> pooling) {
        return new Planner(model, recipe).plan(pooling);
    }

    private Plan plan(Optional<String> pooling) {
        for (Recipe.Method method : recipe.methods()) {
            for (Site site : model.sites()) {
                ask(method, site);
            }
        }
        Map<GatePoint, Plan.Group> groups = new LinkedHashMap<>();
        gates.forEach((point, slots) -> groups.put(point, group(point, slots)));
        Map<Site, Aggregation.Combiner> combiners = new LinkedHashMap<>();
        contributions.forEach((site, placed) -> combiners.put(site, combiner(site, placed)));
        TaskHead.Drawing head = recipe.head() == null
                ? null
                : recipe.head().declare(model.shape(), pooling, declarations.at(HEAD, HEAD));
        return new Plan(recipe.methodNames(), contributions, combiners, groups, head, declarations.byOwner());
    }

    private void ask(Recipe.Method method, Site site) {
        List<Contribution> answers;
        try {
            answers = method.instance()
                    .contribute(site, declarations.at(method.name(), method.name() + "." + site.name()));
            answers.forEach(answer -> Fit.check(site, answer));
        } catch (RuntimeException e) {
            throw new MethodFailure(method.method(), "fails at " + site.name() + " (" + e.getMessage() + ")", e);
        }
        for (int i = 0; i < answers.size(); i++) {
            Contribution answer = answers.get(i);
            Slot slot = recipe.gating().gated() ? slot(method, site, answer, i) : null;
            contributions
                    .computeIfAbsent(site, s -> new ArrayList<>())
                    .add(new Plan.Placed(method.method(), answer, slot));
        }
    }

    private Slot slot(Recipe.Method method, Site site, Contribution contribution, int index) {
        SlotScope scope = method.instance().slots();
        String name = scope == SlotScope.LAYER
                ? method.name()
                : method.name() + "." + site.kind().word() + (index == 0 ? "" : "." + index);
        Slot slot = new Slot(method.name(), site.layerName(), name);
        // all sequences of a layer that gates read are hidden states
        gates.computeIfAbsent(
                        GatePoint.of(site, contribution, scope),
                        p -> new GateSlots(
                                scope == SlotScope.LAYER ? model.shape().hidden() : site.inputSize(),
                                new LinkedHashSet<>()))
                .slots()
                .add(slot);
        return slot;
    }

    private Plan.Group group(GatePoint point, GateSlots gate) {
        List<Slot> slots = List.copyOf(gate.slots());
        GateGroup group =
                new GateGroup(gate.inputSize(), slots.stream().map(Slot::name).toList());
        return new Plan.Group(
                slots, recipe.gating().network().declare(group, declarations.at(GATES, "gate." + point.layer())));
    }

    private Aggregation.Combiner combiner(Site site, List<Plan.Placed> placed) {
        List<String> slots = placed.stream()
                .map(p -> p.slot() == null ? site.kind().word() : p.slot().name())
                .toList();
        return recipe.aggregation().declare(site, slots, declarations.at(AGGREGATION, AGGREGATION + "." + site.name()));
    }
}
