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
import org.unipelt.api.DataException;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.ModuleInfo;
import org.unipelt.api.Predictor;
import org.unipelt.api.model.FrozenModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.pack.ComposedModel;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.PackContents;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.TokenizerFactory;
import org.unipelt.api.training.TrainableComposition;

/** The service that composes, and what is done with packs: see {@link GatingOrchestrator} and {@link Packs}. */
@Component(immediate = true)
public final class Orchestrator implements GatingOrchestrator, Packs {
    private final Services services;
    private final Recipes recipes;
    private final Hosts hosts;
    private final PackStore packs;
    private final ModuleInspector inspector;
    private final Recomposer recomposer;
    private final PackOperations operations;
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
        operations = new PackOperations(services, recipes, hosts, packs, this::live);
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
        return live(folder);
    }

    private LivePredictor live(Path folder) {
        Pack pack = packs.read(folder);
        if (Packs.NO_TASK.equals(Tasks.type(pack.composition()))) {
            throw new DataException(
                    "pack " + folder,
                    "it ends with the base model's own outputs, and has no task to predict for",
                    "Predict with a pack that was trained for a task, or imported with its head");
        }
        LivePredictor predictor = new LivePredictor(
                pack,
                Tasks.maximumLength(
                        pack.composition(),
                        hosts.architecture(pack.composition().base()).shape()),
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
                    PackOperations.ownBase(composition),
                    setup,
                    new PackWriting(services, packs).saver(composition, recipe));
        } catch (RuntimeException e) {
            host.leave();
            throw e;
        }
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
    public PackContents read(Path pack) {
        return operations.read(pack);
    }

    @Override
    public ComposedModel compose(Composition composition, TaskHead head, Set<String> copies) {
        return operations.compose(composition, head, copies);
    }

    @Override
    public ComposedModel compose(Path pack) {
        return operations.compose(pack);
    }

    @Override
    public Map<String, ParameterCount> parameters(Composition composition) {
        return operations.parameters(composition);
    }

    @Override
    public GateReport gates(Path pack, Path data) {
        return operations.gates(pack, data);
    }

    @Override
    public Reduction prune(Path pack, Path data, double below, Path output) {
        return operations.prune(pack, data, below, output);
    }

    @Override
    public Reduction merge(Path pack, Optional<Path> data, Path output) {
        return operations.merge(pack, data, output);
    }

    /** How many numbers each owner has. */
    static Map<String, Long> count(Map<String, List<Parameter>> parameters) {
        Map<String, Long> counts = new LinkedHashMap<>();
        parameters.forEach((owner, owned) ->
                counts.put(owner, owned.stream().mapToLong(Parameter::size).sum()));
        return counts;
    }
}
