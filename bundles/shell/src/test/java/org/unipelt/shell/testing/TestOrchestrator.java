package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.List;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.FrozenModel;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.training.TrainableComposition;

/** An orchestrator that gives what a test sets: the real one needs TensorFlow and a model. */
public final class TestOrchestrator implements GatingOrchestrator {
    public List<ModuleInfo> modules = List.of();
    public Predictor predictor;
    public FrozenModel frozen;
    public Path opened;

    @Override
    public List<ModuleInfo> modules() {
        return modules;
    }

    @Override
    public Predictor open(Path pack) {
        opened = pack;
        return predictor;
    }

    @Override
    public TrainableComposition trainable(Composition composition, TrainableComposition.Setup setup) {
        throw new UnavailableException("training", "not in this test", "");
    }

    @Override
    public FrozenModel frozen(String base, String device) {
        if (frozen == null) {
            throw new UnavailableException(base, "not in this test", "");
        }
        return frozen;
    }
}
