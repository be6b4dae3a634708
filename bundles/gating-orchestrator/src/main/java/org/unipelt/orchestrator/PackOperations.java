package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.Evaluation;
import org.unipelt.api.Folders;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Composition.BaseWeights;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;
import org.unipelt.api.pelt.Parameter;

/** What is done with packs beside predicting: see {@link Packs}. */
@Component
public final class PackOperations implements Packs {
    private final Services services;
    private final Recipes recipes;
    private final Hosts hosts;
    private final PackStore packs;
    private final Predictors predictors;
    private final PackWriting writing;

    @Activate
    public PackOperations(@Reference Engine engine) {
        services = engine.services;
        recipes = engine.recipes;
        hosts = engine.hosts;
        packs = engine.packs;
        predictors = engine.predictors;
        writing = new PackWriting(services, packs);
    }

    @Override
    public Map<String, ParameterCount> parameters(Composition composition) {
        BaseModelInstance model = hosts.architecture(composition.base());
        Recipe recipe = recipes.complete(composition, null);
        Plan plan = Planner.plan(model, recipe, Optional.empty());
        recipe.gating().checkNames(plan);
        Map<String, ParameterCount> counts = new LinkedHashMap<>();
        for (String owner : plan.parameters().keySet()) {
            counts.put(
                    owner,
                    new ParameterCount(
                            size(plan.trained().get(owner)),
                            size(plan.deployed().get(owner))));
        }
        if (composition.baseWeights() == BaseWeights.TRAINED) {
            long size = hosts.size(composition.base());
            counts.put(OwnBase.OWNER, new ParameterCount(size, size));
        }
        return counts;
    }

    private static long size(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    @Override
    public GateReport gates(Path folder, Path data, BooleanSupplier cancelled) {
        try (LivePredictor predictor = predictors.open(folder)) {
            return predictor.gates(data, cancelled);
        }
    }

    @Override
    public Reduction prune(Path folder, Path data, double below, Path output, BooleanSupplier cancelled) {
        Reducible before = reducible(folder);
        Reducible after = new Pruning(before, below).pruned(gatesAsTrained(folder, data, cancelled));
        return reduce(folder, before, after, output, measure(Optional.of(data), cancelled));
    }

    private GateReport gatesAsTrained(Path folder, Path data, BooleanSupplier cancelled) {
        try (LivePredictor predictor = predictors.openAsTrained(folder)) {
            return predictor.gates(data, cancelled);
        }
    }

    @Override
    public Reduction merge(Path folder, Optional<Path> data, Path output, BooleanSupplier cancelled) {
        Reducible before = reducible(folder);
        Host host = hosts.use(before.composition().base(), before.composition().device(), Hosts.Purpose.PREDICTING);
        try {
            Reducible after = new Folding(before, host).folded(folder);
            return reduce(folder, before, after, output, measure(data, cancelled));
        } finally {
            host.leave();
        }
    }

    @Override
    public void move(Path folder, Path place) {
        packs.move(folder, place);
    }

    private Reducible reducible(Path folder) {
        Pack pack = packs.read(folder);
        Recipe recipe = recipes.complete(pack.composition(), Tasks.head(services, pack));
        BaseModelInstance model = hosts.architecture(pack.composition().base());
        Plan plan = Planner.plan(model, recipe, hosts.pooling(pack.composition().base()));
        return new Reducible(pack.composition(), recipe, plan, pack.weights(), List.of(), List.of());
    }

    /** Writes a reduced pack, which takes its place when both are measured. */
    private Reduction reduce(
            Path folder, Reducible before, Reducible after, Path output, Function<Path, Optional<Evaluation>> measure) {
        Optional<Evaluation> first = measure.apply(folder);
        Pack old = packs.read(folder);
        Recipe recipe = recipes.complete(after.composition(), Tasks.head(services, old));
        Plan plan = Planner.plan(
                hosts.architecture(after.composition().base()),
                recipe,
                hosts.pooling(after.composition().base()));
        TreeSet<String> kept = new TreeSet<>();
        plan.deployed().values().forEach(owned -> owned.forEach(p -> kept.add(p.name())));
        Map<String, TensorData> weights = new LinkedHashMap<>(after.weights());
        weights.keySet().removeIf(name -> !kept.contains(name) && !name.startsWith(OwnBase.OWNER + "."));
        Map<String, Object> results = new LinkedHashMap<>(old.results());
        results.put("removed", after.removed());
        Path beside = beside(output);
        Optional<Evaluation> second;
        try {
            writing.write(beside, after.composition(), recipe, old.taskState(), weights, results);
            second = measure.apply(beside);
            packs.move(beside, output);
        } catch (RuntimeException | Error e) {
            Folders.delete(beside);
            throw e;
        }
        return new Reduction(
                after.removed(),
                after.kept(),
                before.size(),
                plan.deployed().values().stream()
                        .mapToLong(PackOperations::size)
                        .sum(),
                first,
                second);
    }

    private static Path beside(Path output) {
        Path place = output.toAbsolutePath().normalize();
        return place.resolveSibling(place.getFileName() + ".reduced");
    }

    /** How a pack is measured; empty where there is nothing to measure it on. */
    private Function<Path, Optional<Evaluation>> measure(Optional<Path> data, BooleanSupplier cancelled) {
        return pack -> data.map(file -> measure(pack, file, cancelled));
    }

    private Evaluation measure(Path folder, Path data, BooleanSupplier cancelled) {
        try (LivePredictor predictor = predictors.openAsTrained(folder)) {
            predictor.evaluate(data, cancelled); // the first run plans its execution
            return predictor.evaluate(data, cancelled);
        }
    }
}
