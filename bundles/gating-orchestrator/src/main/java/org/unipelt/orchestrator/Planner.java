package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.Contribution;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.task.TaskHead;

/** Works a recipe out for a base model: asks every method at every site, groups the gates, declares the parameters. */
final class Planner {
    static final String GATES = "gates";
    static final String GATES_PLACE = "gate";
    static final String AGGREGATION = "aggregation";
    static final String HEAD = "head";

    private final BaseModelInstance model;
    private final Recipe recipe;
    private final Declarations declarations = new Declarations();
    private final Map<Site, List<Plan.Placed>> contributions = new LinkedHashMap<>();
    private final Gatekeeper gates;

    private Planner(BaseModelInstance model, Recipe recipe) {
        this.model = model;
        this.recipe = recipe;
        gates = new Gatekeeper(model, recipe.gating());
    }

    /**
     * @param pooling the base model's own way to a sentence vector, for the head
     * @throws MethodFailure if a method's answer does not fit its site
     */
    static Plan plan(BaseModelInstance model, Recipe recipe, Optional<String> pooling) {
        return new Planner(model, recipe).plan(pooling);
    }

    /** The same for the base model that a host has loaded. */
    static Plan plan(Host host, Recipe recipe) {
        return plan(host.model(), recipe, host.source().pooling());
    }

    private Plan plan(Optional<String> pooling) {
        for (Recipe.Method method : recipe.methods()) {
            checkSites(method);
            for (Site site : model.sites()) {
                ask(method, site);
            }
            if (!method.joined()) {
                checkPlaced(method);
            }
        }
        Plan.Gating gating = gates.gating(declarations);
        Map<Site, Aggregation.Combiner> combiners = new LinkedHashMap<>();
        contributions.forEach((site, placed) -> {
            List<Plan.Placed> shifts =
                    placed.stream().filter(p -> isShift(p.contribution())).toList();
            if (!shifts.isEmpty()) {
                combiners.put(site, combiner(site, shifts));
            }
        });
        TaskHead.Drawing head = recipe.head() == null
                ? null
                : recipe.head().declare(model.shape(), pooling.or(model::pooling), declarations.at(HEAD, HEAD, HEAD));
        List<String> inForce =
                recipe.methodNames().stream().filter(this::isPlaced).toList();
        return new Plan(inForce, contributions, combiners, gating, head, declarations.byOwner());
    }

    /** Whether a contribution is added to a site's output, and not put beside the sequence or into the site's input. */
    static boolean isShift(Contribution contribution) {
        if (contribution instanceof Contribution.Scale scale) {
            return scale.side() == Contribution.Side.OUTPUT;
        }
        return !(contribution instanceof Contribution.KeysAndValues)
                && !(contribution instanceof Contribution.VirtualTokens)
                && !(contribution instanceof Contribution.PositionOffset);
    }

    private void checkSites(Recipe.Method method) {
        Set<String> known = new LinkedHashSet<>();
        model.sites().forEach(site -> known.add(site.name()));
        for (String name : method.entry().without()) {
            if (!known.contains(name)) {
                throw new ConfigurationException(
                        "method '" + method.name() + "', without",
                        "the base model has no site '" + name + "'",
                        Nearest.hint(name, known));
            }
        }
    }

    /** A method that stands nowhere would train nothing, and its user wrote it for something. */
    private void checkPlaced(Recipe.Method method) {
        if (!isPlaced(method.name())) {
            throw new ConfigurationException(
                    "method '" + method.name() + "'",
                    "with its options it stands nowhere in this base model, which has layers 0 to "
                            + (model.shape().layers() - 1),
                    "Look at its targets, stages and layers");
        }
    }

    private boolean isPlaced(String method) {
        return contributions.values().stream().flatMap(List::stream).anyMatch(placed -> placed.method()
                .equals(method));
    }

    private void ask(Recipe.Method method, Site site) {
        if (method.entry().without().contains(site.name())) {
            return;
        }
        List<Contribution> answers;
        try {
            answers = method.instance()
                    .contribute(site, declarations.at(method.name(), method.name() + "." + site.name(), method.name()));
            answers.forEach(answer -> answer.check(site));
        } catch (RuntimeException | LinkageError e) {
            throw new MethodFailure(method.method(), "fails at " + site.name() + " (" + Failures.reason(e) + ")", e);
        }
        for (int i = 0; i < answers.size(); i++) {
            Contribution answer = answers.get(i);
            contributions
                    .computeIfAbsent(site, s -> new ArrayList<>())
                    .add(new Plan.Placed(method.name(), method.method(), answer, gates.slots(method, site, answer, i)));
        }
    }

    private Aggregation.Combiner combiner(Site site, List<Plan.Placed> placed) {
        // not the names of their gates' slots: several shifts may share one, and those that are not gated have none
        Map<String, Integer> given = new HashMap<>();
        List<String> names = placed.stream()
                .map(p -> {
                    int before = given.merge(p.method(), 1, Integer::sum) - 1;
                    return before == 0 ? p.method() : p.method() + "." + before;
                })
                .toList();
        return recipe.aggregation()
                .instance()
                .declare(site, names, declarations.at(AGGREGATION, AGGREGATION + "." + site.name(), AGGREGATION));
    }
}
