package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.List;
import org.unipelt.api.client.GatingOrchestrator;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.client.Predictor;

/** An orchestrator that gives what a test sets: the real one needs TensorFlow and a model. */
public final class TestOrchestrator implements GatingOrchestrator {
    public List<ModuleInfo> modules = List.of();
    public Predictor predictor;
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
}
