package org.unipelt.orchestrator;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.unipelt.api.Composition;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.ModuleInfo;
import org.unipelt.api.Predictor;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.text.TokenizerFactory;
import org.unipelt.api.training.TrainableComposition;

/** The service that composes: see {@link GatingOrchestrator}. */
@Component(immediate = true)
public final class Orchestrator implements GatingOrchestrator {
    private final Services services;
    private final Recipes recipes;
    private final Hosts hosts;
    private final PackStore packs;
    private final ModuleInspector inspector;
    private final Recomposer recomposer;
    private final Set<LivePredictor> predictors = ConcurrentHashMap.newKeySet();

    @Activate
    public Orchestrator(
            BundleContext context,
            @Reference Services services,
            @Reference ModelCatalog catalog,
            @Reference TokenizerFactory tokenizers,
            @Reference TensorFiles tensors,
            @Reference ServiceComponentRuntime components) {
        this.services = services;
        recipes = new Recipes(services);
        hosts = new Hosts(services, catalog, tokenizers);
        packs = new PackStore(tensors);
        inspector = new ModuleInspector(context, components, catalog);
        recomposer = new Recomposer(services, recipes, hosts, predictors);
    }

    @Deactivate
    void close() {
        recomposer.close();
        predictors.forEach(LivePredictor::close);
        hosts.close();
    }

    @Override
    public List<ModuleInfo> modules() {
        List<ModuleInfo> given = services.infos();
        return Stream.concat(given.stream(), inspector.others(given).stream())
                .sorted(Comparator.comparing(ModuleInfo::kind)
                        .thenComparing(ModuleInfo::name)
                        .thenComparing(ModuleInfo::bundle))
                .toList();
    }

    @Override
    public Predictor open(Path folder) {
        Pack pack = packs.read(folder);
        Composition composition =
                pack.composition().withBase(Hosts.located(pack.composition().base(), folder));
        LivePredictor predictor = new LivePredictor(
                new Pack(composition, pack.taskState(), pack.weights(), pack.bundles(), pack.results()),
                Tasks.maximumLength(
                        composition, hosts.architecture(composition.base()).shape()),
                predictors::remove);
        predictors.add(predictor);
        try {
            recomposer.build(predictor);
        } catch (RuntimeException e) {
            predictor.close();
            throw e;
        }
        return predictor;
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        Recipe recipe = recipes.complete(composition, setup.head());
        Host host = hosts.use(composition.base(), composition.device(), Hosts.Purpose.TRAINING);
        try {
            Plan plan = Planner.plan(host.model(), recipe, host.source().pooling());
            return GraphTraining.draw(
                    host,
                    plan,
                    recipe.gating().faithful(),
                    setup,
                    (folder, weights, results) -> packs.write(
                            folder,
                            new Pack(
                                    Tasks.written(composition, recipe, folder),
                                    setup.head().state(),
                                    weights,
                                    bundles(composition, recipe),
                                    results)));
        } catch (RuntimeException e) {
            host.leave();
            throw e;
        }
    }

    private Map<String, String> bundles(Composition composition, Recipe recipe) {
        Map<String, String> bundles = new LinkedHashMap<>();
        recipe.methods().forEach(m -> services.methods
                .find(m.method())
                .ifPresent(e -> bundles.put(
                        "method " + m.method(),
                        e.bundle().getSymbolicName() + " " + e.bundle().getVersion())));
        services.tasks
                .find(Tasks.type(composition))
                .ifPresent(e -> bundles.put(
                        "task " + e.name(),
                        e.bundle().getSymbolicName() + " " + e.bundle().getVersion()));
        return bundles;
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        Host host = hosts.use(base, device, Hosts.Purpose.PREDICTING);
        try {
            return new FrozenHost(host);
        } catch (RuntimeException e) {
            host.leave();
            throw e;
        }
    }

    @Override
    public Map<String, Long> parameters(Composition composition) {
        BaseModelInstance model = hosts.architecture(composition.base());
        return count(Planner.plan(model, recipes.complete(composition, null), Optional.empty()));
    }

    /** Trainable numbers of a plan, by owner. */
    static Map<String, Long> count(Plan plan) {
        Map<String, Long> counts = new LinkedHashMap<>();
        plan.parameters()
                .forEach((owner, parameters) -> counts.put(
                        owner, parameters.stream().mapToLong(Parameter::size).sum()));
        return counts;
    }
}
