package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.task.TaskHead;

/** Asks the services that are there now for the parts of a composition. */
final class Recipes {
    private static final Logger LOG = LoggerFactory.getLogger(Recipes.class);
    static final String NAME = "name";
    private static final String METHOD = "method";
    private static final String GATING = "gating";
    private static final String WITHOUT = "without";

    /** The keys of a method's entry that are not the method's own. */
    static final Set<String> METHOD_KEYS = Set.of(METHOD, NAME, GATING, WITHOUT);

    private static final String NONE = "none";
    private static final String FIXED = "fixed";

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
        Recipe.Gating gating = gating(composition);
        return recipe(composition, head, methods(composition, gating, false, new FailedMethods()), gating);
    }

    /**
     * What can be composed now under the composition's policy: without methods that are missing, with those that join.
     *
     * @param present the methods that were there when it was trained, and were chosen or not: they do not join
     * @param failed the methods that are as good as missing
     */
    Recipe live(Composition composition, TaskHead head, Collection<?> present, FailedMethods failed) {
        Recipe.Gating gating = gating(composition);
        List<Recipe.Method> methods =
                methods(composition, gating, composition.live().goOnWithout(), failed);
        if (composition.live().join()) {
            Set<Object> named = composition.methods().stream()
                    .flatMap(m -> Stream.of(m.get(METHOD), m.getOrDefault(NAME, "")))
                    .collect(Collectors.toSet());
            services.methods.usable(entry -> !failed.contain(entry)).stream()
                    .filter(entry -> !named.contains(entry.name()) && !present.contains(entry.name()))
                    .forEach(entry -> joining(entry, gating).ifPresent(methods::add));
        }
        return recipe(composition, head, methods, gating);
    }

    /** Nobody has asked for it in this pack: where it cannot be used, the pack goes on without it. */
    private static Optional<Recipe.Method> joining(ServiceTable.Entry<PeltModule> entry, Recipe.Gating gating) {
        try {
            return Optional.of(method(entry, Map.of(METHOD, entry.name()), gating, "joining method", true));
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("method '{}' does not join: {}", entry.name(), Failures.reason(e));
            return Optional.empty();
        }
    }

    private List<Recipe.Method> methods(
            Composition composition, Recipe.Gating gating, boolean skipMissing, FailedMethods failed) {
        List<Recipe.Method> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < composition.methods().size(); i++) {
            Map<String, Object> raw = composition.methods().get(i);
            String service = (String) raw.get(METHOD);
            String where = "methods[" + i + "] (" + service + ")";
            if (!names.add(String.valueOf(raw.getOrDefault(NAME, service)))) {
                throw new ConfigurationException(
                        where,
                        "a method named '" + raw.getOrDefault(NAME, service) + "' stands before it",
                        "Give it a \"name\" of its own");
            }
            Optional<ServiceTable.Entry<PeltModule>> entry =
                    services.methods.find(service, found -> !failed.contain(found));
            if (entry.isEmpty() && !skipMissing) {
                throw services.methods.missing(service, failed::reason);
            }
            entry.ifPresent(found -> methods.add(method(found, raw, gating, where, false)));
        }
        return methods;
    }

    private static Recipe.Method method(
            ServiceTable.Entry<PeltModule> service,
            Map<String, Object> raw,
            Recipe.Gating gating,
            String where,
            boolean joined) {
        Map<String, Object> own = new LinkedHashMap<>(raw);
        Recipe.MethodEntry entry = entry(own, where);
        Options options = service.schema().parse(own, where);
        Optional<GatePolicy.Reading> reading =
                gating.gated() ? gating.policy().reading(entry.gating(), where + ", gating") : Optional.empty();
        return new Recipe.Method(
                entry,
                options,
                reading,
                Blame.onBundle(where, () -> service.service().instantiate(options)),
                joined,
                service.id(),
                service.added());
    }

    /** Takes the framework's own keys out of a method's entry. */
    private static Recipe.MethodEntry entry(Map<String, Object> own, String where) {
        String method = (String) own.remove(METHOD);
        Object name = own.remove(NAME);
        Object gating = own.remove(GATING);
        Object without = own.remove(WITHOUT);
        if (gating != null && !(gating instanceof Map<?, ?>)) {
            throw new ConfigurationException(where, "'gating' is not an object", "Write {\"network\": \"none\"}");
        }
        if (without != null && !(without instanceof List<?>)) {
            throw new ConfigurationException(where, "'without' is not a list", "List names of sites");
        }
        Map<String, Object> gates = new LinkedHashMap<>();
        if (gating != null) {
            ((Map<?, ?>) gating).forEach((key, value) -> gates.put(String.valueOf(key), value));
        }
        Set<String> sites = new LinkedHashSet<>();
        if (without != null) {
            ((List<?>) without).forEach(site -> sites.add(String.valueOf(site)));
        }
        return new Recipe.MethodEntry(method, name == null ? method : String.valueOf(name), gates, sites);
    }

    private Recipe recipe(Composition composition, TaskHead head, List<Recipe.Method> methods, Recipe.Gating gating) {
        return new Recipe(List.copyOf(methods), gating, aggregation(composition.aggregation()), head);
    }

    /** Without a word about gating one method stands alone and several are gated. */
    private Recipe.Gating gating(Composition composition) {
        Map<String, Object> raw =
                composition.gating().isEmpty() && composition.methods().size() < 2
                        ? Map.of("network", NONE)
                        : composition.gating();
        Map<String, Object> ours = new LinkedHashMap<>();
        Map<String, Object> theirs = new LinkedHashMap<>();
        raw.forEach((key, value) -> (GatePolicy.SCHEMA.declares(key) ? ours : theirs).put(key, value));
        String network = String.valueOf(ours.getOrDefault("network", "feed-forward"));
        if (NONE.equals(network)) {
            OptionSchema.empty().parse(theirs, "gating (none)");
            GatePolicy.SCHEMA.parse(ours, "gating (none)");
            return new Recipe.Gating(null, null, null, Map.of("network", NONE), Recipe.NO_SERVICE);
        }
        if (FIXED.equals(network)) {
            OptionSchema.empty().parse(theirs, "gating (fixed)");
            Options options = GatePolicy.SCHEMA.parse(ours, "gating (fixed)");
            return new Recipe.Gating(
                    null, options.numbers("weights"), GatePolicy.of(options), options.asMap(), Recipe.NO_SERVICE);
        }
        ServiceTable.Entry<GatingNetwork> entry = services.gates.require(network);
        OptionSchema schema = entry.schema();
        String where = "gating (" + network + ")";
        // keys of both are offered when one is mistyped
        Options all = GatePolicy.SCHEMA.and(schema).parse(raw, where);
        return new Recipe.Gating(
                Guarded.gate(
                        network, Blame.onBundle(where, () -> entry.service().instantiate(schema.parse(theirs, where)))),
                null,
                GatePolicy.of(GatePolicy.SCHEMA.parse(ours, where)),
                all.asMap(),
                entry.id());
    }

    private Recipe.Summing aggregation(Map<String, Object> raw) {
        Map<String, Object> rest = new LinkedHashMap<>(raw);
        String name = String.valueOf(rest.remove(NAME));
        ServiceTable.Entry<Aggregation> entry = services.aggregations.require(name);
        String where = "aggregation (" + name + ")";
        Options options = entry.schema().parse(rest, where);
        Map<String, Object> complete = new LinkedHashMap<>();
        complete.put(NAME, name);
        complete.putAll(options.asMap());
        return new Recipe.Summing(
                Guarded.aggregation(
                        name, Blame.onBundle(where, () -> entry.service().instantiate(options))),
                complete,
                entry.id());
    }
}
