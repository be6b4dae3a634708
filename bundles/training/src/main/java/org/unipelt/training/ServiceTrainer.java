package org.unipelt.training;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.unipelt.api.Composition;
import org.unipelt.api.GatingOrchestrator;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Task;
import org.unipelt.api.training.Optimiser;
import org.unipelt.api.training.TrainableComposition;
import org.unipelt.api.training.Trainer;

/**
 * Trains compositions with the tasks and optimisers that are there as services. Its configuration ({@value #PID}) sets other
 * defaults for the keys of {@code "training"}.
 */
@Component(configurationPid = ServiceTrainer.PID)
public final class ServiceTrainer implements Trainer {
    static final String PID = "org.unipelt.training";

    private final GatingOrchestrator orchestrator;
    private final OptionSchema schema;
    private final NamedServices<Task> tasks = new NamedServices<>("task", "pelt.task");
    private final NamedServices<Optimiser> optimisers = new NamedServices<>("optimiser", "pelt.optimiser");

    @Activate
    public ServiceTrainer(@Reference GatingOrchestrator orchestrator, Map<String, Object> properties) {
        this.orchestrator = orchestrator;
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
    public Result train(Composition composition, Path folder, Path pack, Listener listener, BooleanSupplier cancelled) {
        Optimiser optimiser = optimisers.find(optimiserName(composition.training()));
        Options options = schema.and(optimiser.options()).parse(composition.training(), "training", folder);
        Task task = tasks.find(TaskData.type(composition.task()));
        TaskData data = TaskData.read(task, composition.task(), folder);
        TrainingOptions training = TrainingOptions.of(options);
        var setup = new TrainableComposition.Setup(
                data.head(), optimiser.instantiate(options), training.maximumGradientNorm(), training.seed());
        try (TrainableComposition trainable = orchestrator.trainable(composition, setup)) {
            EncodedData encoded = EncodedData.of(data, trainable, training.maximumLength());
            PackWriter writer = new PackWriter(trainable, pack, notes(trainable, encoded, options));
            TrainingRun run = new TrainingRun(trainable, encoded, writer, training);
            listener.started(plan(composition, trainable, encoded, run.steps()));
            encoded.cutTexts().ifPresent(listener::noticed);
            return run.run(listener, cancelled);
        }
    }

    private String optimiserName(Map<String, Object> section) {
        String key = TrainingOptions.OPTIMISER.name();
        return schema.parse(Collections.singletonMap(key, section.get(key)), "training")
                .text(key);
    }

    private static Plan plan(Composition composition, TrainableComposition trainable, EncodedData data, int steps) {
        return new Plan(
                methodNames(composition),
                trainable.parameters(),
                data.training().size(),
                data.dev().size(),
                steps,
                trainable.device());
    }

    private static Map<String, Object> notes(TrainableComposition trainable, EncodedData data, Options options) {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("seed", options.integer("seed"));
        notes.put("parameters", trainable.parameters());
        notes.put("training_examples", data.training().size());
        notes.put("dev_examples", data.dev().size());
        notes.put("maximum_length", data.maximumLength());
        notes.put("options", options.asMap());
        return notes;
    }

    private static List<String> methodNames(Composition composition) {
        return composition.methods().stream()
                .map(method -> method.getOrDefault("name", method.get("method")))
                .map(String::valueOf)
                .toList();
    }
}
