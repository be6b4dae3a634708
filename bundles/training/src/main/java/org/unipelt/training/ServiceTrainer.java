package org.unipelt.training;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.Folders;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.data.DataSets;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.api.options.NamedServices;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;

/**
 * Trains compositions with the tasks and optimisers that are there as services. Its configuration ({@value #PID}) sets other
 * defaults for the keys of {@code "training"}.
 */
@Component(configurationPid = ServiceTrainer.PID)
public final class ServiceTrainer implements Trainer {
    static final String PID = "org.unipelt.training";

    private final ModelSessions sessions;
    private final TensorFiles tensors;
    private final DataSets dataSets;
    private final OptionSchema schema;
    private final NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
    private final NamedServices<Optimiser> optimisers = new NamedServices<>("optimiser", "pelt.optimiser");

    @Activate
    public ServiceTrainer(
            @Reference ModelSessions sessions,
            @Reference TensorFiles tensors,
            @Reference DataSets dataSets,
            Map<String, Object> properties) {
        this.sessions = sessions;
        this.tensors = tensors;
        this.dataSets = dataSets;
        this.schema = TrainingOptions.SCHEMA.withDefaults(properties, "configuration " + PID);
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

    /** The keys that hold for every optimiser; an optimiser's own are listed with it. */
    @Override
    public OptionSchema options() {
        return schema;
    }

    @Override
    public Result train(
            Composition written, Path folder, Path pack, boolean resume, Listener listener, BooleanSupplier cancelled) {
        Folders.check(pack);
        Composition composition = written.withTask(dataSets.complete(written.task(), folder));
        String optimiserName = optimiserName(composition.training());
        Optimiser optimiser = optimisers.require(optimiserName);
        Options options = schema.and(optimisers.options(optimiserName, Optimiser::options))
                .parse(composition.training(), "training", folder);
        TrainingOptions training = TrainingOptions.of(options, TrainingJob.methodNames(composition));
        String type = TaskData.type(composition.task());
        Options section = TaskData.options(tasks.options(type, Task::options), composition.task(), folder);
        TaskData data = TaskData.read(tasks.require(type), type, section, SplitOptions.of(options));
        data.notices().forEach(listener::noticed);
        CheckpointStore checkpoints =
                new CheckpointStore(tensors, pack, Fingerprint.of(sessions.written(composition), options, data));
        Optional<Checkpoint> from = resume ? checkpoints.read() : Optional.empty();
        if (resume && from.isEmpty()) {
            listener.noticed("There is no checkpoint in " + pack + ": training starts from the start");
        }
        return new TrainingJob(
                        composition,
                        data,
                        training,
                        options,
                        optimiser.instantiate(options),
                        pack,
                        checkpoints,
                        from,
                        listener,
                        cancelled)
                .run(sessions);
    }

    private String optimiserName(Map<String, Object> section) {
        String key = TrainingOptions.OPTIMISER.name();
        return schema.parse(Collections.singletonMap(key, section.get(key)), "training")
                .text(key);
    }
}
