package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Aggregation;
import org.unipelt.api.pelt.GatingNetwork;
import org.unipelt.api.pelt.MethodInstance;
import org.unipelt.api.pelt.PeltModule;
import org.unipelt.api.task.TaskHead;
import org.unipelt.gate.feedforward.FeedForwardGate;

/** Recipes as services in a running framework would make them. */
final class TestRecipes {

    /** A method's service with a user's options; {@code gating} and {@code without} are the framework's. */
    record Method(String name, PeltModule module, Map<String, Object> options) {
        Method(String name, PeltModule module) {
            this(name, module, Map.of());
        }

        @Override
        public String toString() {
            return name + options;
        }
    }

    private TestRecipes() {}

    static Recipe of(List<Method> methods, Recipe.Gating gating, TaskHead head) {
        return new Recipe(
                methods.stream().map(method -> method(method, gating)).toList(),
                gating,
                summing(new WeightedSum().instantiate(OptionSchema.empty().parse(Map.of(), "aggregation"))),
                head);
    }

    private static Recipe.Method method(Method method, Recipe.Gating gating) {
        Map<String, Object> raw = new LinkedHashMap<>(method.options());
        Map<String, Object> own = new LinkedHashMap<>();
        if (raw.remove("gating") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> own.put((String) key, value));
        }
        Options options = method.module().options().parse(raw, method.name());
        return new Recipe.Method(
                new Recipe.MethodEntry(method.name(), method.name(), own, Set.of()),
                options,
                gating.gated() ? gating.policy().reading(own, "gating") : Optional.empty(),
                method.module().instantiate(options),
                false,
                Recipe.NO_SERVICE,
                Recipe.NO_SERVICE);
    }

    static Recipe.Summing summing(Aggregation.AtSite aggregation) {
        return new Recipe.Summing(aggregation, Map.of(), Recipe.NO_SERVICE);
    }

    static Recipe.Gating ungated() {
        return new Recipe.Gating(null, null, null, Map.of(), Recipe.NO_SERVICE);
    }

    static Recipe.Gating fixed(Map<String, Double> weights) {
        return new Recipe.Gating(null, weights, policy(Map.of()), Map.of(), Recipe.NO_SERVICE);
    }

    /** Gates of the feed-forward network. */
    static Recipe.Gating gated(Map<String, Object> policy) {
        return gated(new FeedForwardGate(), policy);
    }

    static Recipe.Gating gated(GatingNetwork network, Map<String, Object> policy) {
        return new Recipe.Gating(
                network.instantiate(network.options().parse(Map.of(), "gating")),
                null,
                policy(policy),
                Map.of(),
                Recipe.NO_SERVICE);
    }

    private static GatePolicy policy(Map<String, Object> raw) {
        return GatePolicy.of(GatePolicy.SCHEMA.parse(raw, "gating"));
    }

    /** A method without options that answers so. */
    static PeltModule giving(MethodInstance instance) {
        return new PeltModule() {
            @Override
            public OptionSchema options() {
                return OptionSchema.empty();
            }

            @Override
            public MethodInstance instantiate(Options options) {
                return instance;
            }
        };
    }
}
