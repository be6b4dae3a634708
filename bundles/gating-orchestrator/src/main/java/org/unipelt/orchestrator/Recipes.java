package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.unipelt.api.Composition;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.task.TaskHead;

/** Asks the services that are there now for the parts of a composition. */
final class Recipes {
    static final OptionSchema GATING = OptionSchema.of(
            Option.text("network", "feed-forward", "the gating network, or none"),
            Option.text("scope", "contribution", "what one gate decides", "contribution"),
            Option.text("level", "sample", "what a gate is for", "sample"),
            Option.text("normalisation", "sigmoid", "what makes a weight of a score", "sigmoid"),
            Option.text(
                    "pooling",
                    "masked",
                    "what a sample's gate is the mean of: its tokens, or all positions as in UniPELT's released code",
                    "masked",
                    "faithful"));

    private final Services services;

    Recipes(Services services) {
        this.services = services;
    }

    /**
     * All parts of a composition.
     *
     * @throws UnavailableException if a method, the gate or the aggregation is missing
     */
    Recipe complete(Composition composition, TaskHead head) {
        return recipe(composition, head, methods(composition, false));
    }

    /** What can be composed now under the composition's policy: without methods that are missing, with those that join. */
    Recipe live(Composition composition, TaskHead head) {
        List<Recipe.Method> methods = methods(composition, composition.live().goOnWithout());
        if (composition.live().join()) {
            Set<String> named = composition.methods().stream()
                    .map(m -> (String) m.get("method"))
                    .collect(Collectors.toSet());
            services.methods.usable().stream()
                    .filter(entry -> !named.contains(entry.name()))
                    .forEach(entry -> methods.add(method(entry, entry.name(), Map.of(), "joining method")));
        }
        return recipe(composition, head, methods);
    }

    private List<Recipe.Method> methods(Composition composition, boolean skipMissing) {
        List<Recipe.Method> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < composition.methods().size(); i++) {
            Map<String, Object> raw = new LinkedHashMap<>(composition.methods().get(i));
            String service = (String) raw.remove("method");
            String name = String.valueOf(raw.getOrDefault("name", service));
            raw.remove("name");
            String where = "methods[" + i + "] (" + service + ")";
            if (!names.add(name)) {
                throw new ConfigurationException(
                        where, "a method named '" + name + "' stands before it", "Give it a \"name\" of its own");
            }
            if (skipMissing && services.methods.find(service).isEmpty()) {
                continue;
            }
            methods.add(method(services.methods.require(service), name, raw, where));
        }
        return methods;
    }

    private static Recipe.Method method(
            ServiceTable.Entry<PeltModule> entry, String name, Map<String, Object> raw, String where) {
        Options options = entry.schema(entry.service().options()).parse(raw, where);
        return new Recipe.Method(name, entry.name(), options, entry.service().instantiate(options));
    }

    private Recipe recipe(Composition composition, TaskHead head, List<Recipe.Method> methods) {
        Recipe.Gating gating = gating(composition);
        return new Recipe(
                List.copyOf(methods),
                gating,
                aggregation(composition.aggregation()),
                head,
                fingerprint(composition, methods, gating));
    }

    /** Without a word about gating one method stands alone and several are gated. */
    private Recipe.Gating gating(Composition composition) {
        Map<String, Object> raw =
                composition.gating().isEmpty() && composition.methods().size() < 2
                        ? Map.of("network", "none")
                        : composition.gating();
        Map<String, Object> ours = new LinkedHashMap<>();
        Map<String, Object> theirs = new LinkedHashMap<>();
        raw.forEach((key, value) -> (GATING.declares(key) ? ours : theirs).put(key, value));
        Options options = GATING.parse(ours, "gating");
        String network = options.text("network");
        if ("none".equals(network)) {
            OptionSchema.empty().parse(theirs, "gating (none)");
            return new Recipe.Gating(null, false, Map.of("network", "none"));
        }
        ServiceTable.Entry<GatingNetwork> entry = services.gates.require(network);
        // keys of both are offered when one is mistyped
        Options all = GATING.and(entry.schema(entry.service().options())).parse(raw, "gating (" + network + ")");
        Options own = entry.schema(entry.service().options()).parse(theirs, "gating (" + network + ")");
        return new Recipe.Gating(
                entry.service().instantiate(own), "faithful".equals(options.text("pooling")), all.asMap());
    }

    private Aggregation.AtSite aggregation(Map<String, Object> raw) {
        Map<String, Object> rest = new LinkedHashMap<>(raw);
        String name = String.valueOf(rest.remove("name"));
        ServiceTable.Entry<Aggregation> entry = services.aggregations.require(name);
        return entry.service()
                .instantiate(entry.schema(entry.service().options()).parse(rest, "aggregation (" + name + ")"));
    }

    private String fingerprint(Composition composition, List<Recipe.Method> methods, Recipe.Gating gating) {
        StringBuilder text = new StringBuilder();
        for (Recipe.Method method : methods) {
            text.append(method.toMap())
                    .append('@')
                    .append(services.methods.require(method.method()).id())
                    .append(';');
        }
        return text.append(gating.options()).append(composition.aggregation()).toString();
    }
}
