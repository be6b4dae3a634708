package org.unipelt.shell.services;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.verification.Verifier;

/** The services as they come and go: a command that needs none of them runs without, the others say what is missing. */
@Component(service = Services.class)
public final class FrameworkServices implements Services {
    private static final String HOME = "unipelt.home";

    private final BundleContext context;
    private final NamedServices<BaseModel> families = new NamedServices<>("model family", "pelt.model");
    private final NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
    private final NamedServices<Optimiser> optimisers = new NamedServices<>("optimiser", "pelt.optimiser");

    // each is set and unset while the component lives, as it is volatile

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile GatingOrchestrator orchestrator;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile ModelSessions sessions;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Trainer trainer;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Comparer comparer;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Tuner tuner;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Packs packs;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Interchange interchange;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile ModelCatalog catalog;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile DataSets dataSets;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile ModelCreator creator;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile Verifier verifier;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL)
    private volatile TextGenerator generator;

    @Activate
    public FrameworkServices(BundleContext context) {
        this.context = context;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFamily(BaseModel family, Map<String, Object> properties) {
        families.add(family, properties);
    }

    void removeFamily(BaseModel family) {
        families.remove(family);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTask(Task task, Map<String, Object> properties) {
        tasks.add(task, properties);
    }

    void removeTask(Task task) {
        tasks.remove(task);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addOptimiser(Optimiser optimiser, Map<String, Object> properties) {
        optimisers.add(optimiser, properties);
    }

    void removeOptimiser(Optimiser optimiser) {
        optimisers.remove(optimiser);
    }

    @Override
    public GatingOrchestrator orchestrator() {
        return require(orchestrator, "the gating orchestrator", "org.unipelt.gating-orchestrator");
    }

    @Override
    public ModelSessions sessions() {
        return require(sessions, "the service for sessions", "org.unipelt.gating-orchestrator");
    }

    @Override
    public Trainer trainer() {
        return require(trainer, "the trainer", "org.unipelt.training");
    }

    @Override
    public Comparer comparer() {
        return require(comparer, "the comparer", "org.unipelt.comparison");
    }

    @Override
    public Tuner tuner() {
        return require(tuner, "the tuner", "org.unipelt.tuning");
    }

    @Override
    public Packs packs() {
        return require(packs, "the service for packs", "org.unipelt.gating-orchestrator");
    }

    @Override
    public Interchange interchange() {
        return require(interchange, "the exchange with peft and adapters", "org.unipelt.interchange");
    }

    @Override
    public ModelCatalog catalog() {
        return require(catalog, "the catalog of models", "org.unipelt.checkpoints");
    }

    @Override
    public DataSets dataSets() {
        return require(dataSets, "the known data sets", "org.unipelt.datasets");
    }

    @Override
    public ModelCreator creator() {
        return require(creator, "the creation of models", "org.unipelt.creation");
    }

    @Override
    public TextGenerator generator() {
        return require(generator, "generation", "org.unipelt.generation");
    }

    @Override
    public Verifier verifier() {
        return require(verifier, "the verifier", "org.unipelt.verification");
    }

    @Override
    public BaseModel family(String name) {
        return families.require(name);
    }

    @Override
    public Task task(String name) {
        return tasks.require(name);
    }

    @Override
    public Optimiser optimiser(String name) {
        return optimisers.require(name);
    }

    @Override
    public BundleContext bundles() {
        return context;
    }

    @Override
    public Path home() {
        String home = context.getProperty(HOME);
        if (home == null) {
            throw new UnavailableException(
                    "the installation's folder", "the property " + HOME + " is not set", "Start with bin/unipelt");
        }
        return Path.of(home);
    }

    @Override
    public String version() {
        return context.getBundle().getVersion().toString();
    }

    private static <T> T require(T service, String thing, String bundle) {
        if (service == null) {
            throw new UnavailableException(
                    thing, "the bundle " + bundle + " is not active", "'unipelt modules' tells why a bundle is not");
        }
        return service;
    }
}
