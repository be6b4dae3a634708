package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.ModelCatalog;
import org.unipelt.api.model.ModelCreator;
import org.unipelt.api.pack.Interchange;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.shell.services.Services;
import org.unipelt.verification.Verifier;

/** Services without a framework: those that a test sets, all others missing. */
public final class TestServices implements Services {
    public GatingOrchestrator orchestrator;
    public ModelSessions sessions;
    public Trainer trainer;
    public Comparer comparer;
    public Tuner tuner;
    public Packs packs;
    public Interchange interchange;
    public ModelCatalog catalog;
    public DataSets dataSets;
    public ModelCreator creator;
    public TextGenerator generator;
    public Verifier verifier;
    public Map<String, BaseModel> families = Map.of();
    public Path home;

    @Override
    public GatingOrchestrator orchestrator() {
        return require(orchestrator);
    }

    @Override
    public ModelSessions sessions() {
        return require(sessions);
    }

    @Override
    public Trainer trainer() {
        return require(trainer);
    }

    @Override
    public Comparer comparer() {
        return require(comparer);
    }

    @Override
    public Tuner tuner() {
        return require(tuner);
    }

    @Override
    public Packs packs() {
        return require(packs);
    }

    @Override
    public Interchange interchange() {
        return require(interchange);
    }

    @Override
    public ModelCatalog catalog() {
        return require(catalog);
    }

    @Override
    public DataSets dataSets() {
        return require(dataSets);
    }

    @Override
    public ModelCreator creator() {
        return require(creator);
    }

    @Override
    public TextGenerator generator() {
        return require(generator);
    }

    @Override
    public Verifier verifier() {
        return require(verifier);
    }

    @Override
    public BaseModel family(String name) {
        return require(families.get(name));
    }

    @Override
    public Task task(String name) {
        return require(null);
    }

    @Override
    public Optimiser optimiser(String name) {
        return require(null);
    }

    @Override
    public BundleContext bundles() {
        return require(null);
    }

    @Override
    public Path home() {
        return require(home);
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    private static <T> T require(T service) {
        if (service == null) {
            throw new UnavailableException(
                    "a service", "no bundle gives it", List.of("Start one").get(0));
        }
        return service;
    }
}
