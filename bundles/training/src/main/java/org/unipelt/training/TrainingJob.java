package org.unipelt.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer.Listener;
import org.unipelt.api.client.Trainer.Plan;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.api.options.Options;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.training.Optimiser.OptimiserInstance;

/**
 * All that a training is asked for, checked and read.
 *
 * @param composition what to train
 * @param data what to train on
 * @param training the keys of "training" that hold for all optimisers
 * @param options all keys of "training"
 * @param optimiser draws the updates
 * @param pack the folder to write
 * @param checkpoints keeps the state from epoch to epoch
 * @param from where to go on
 * @param listener told of progress
 * @param cancel asked after each step, and before each batch that is judged
 */
record TrainingJob(
        Composition composition,
        TaskData data,
        TrainingOptions training,
        Options options,
        OptimiserInstance optimiser,
        Path pack,
        CheckpointStore checkpoints,
        Optional<Checkpoint> from,
        Listener listener,
        BooleanSupplier cancel) {

    /** Builds the composition, finds a learning rate where none is known, and trains. */
    Result run(ModelSessions sessions) {
        return run(
                sessions,
                from.map(checkpoint -> OptionalDouble.of(checkpoint.course().learningRate()))
                        .orElse(training.learningRate()));
    }

    private Result run(ModelSessions sessions, OptionalDouble known) {
        Map<String, Double> factors = known.isPresent() ? training.factors(known.getAsDouble()) : Map.of();
        double rate;
        try (TrainableComposition trainable = sessions.trainable(composition, setup(factors))) {
            EncodedData encoded = EncodedData.of(data, trainable, training, cancel);
            Optional<String> features = training.frozenFeatures().keep(trainable, encoded, training, cancel);
            rate = known.isPresent()
                    ? known.getAsDouble()
                    : new RangeTest(trainable, encoded, training).run(listener, cancel);
            if (factors.equals(training.factors(rate))) {
                return train(trainable, encoded, rate, features);
            }
        }
        // owners with a rate of their own: their factors follow from the rate that was found
        return run(sessions, OptionalDouble.of(rate));
    }

    private TrainableComposition.Setup setup(Map<String, Double> factors) {
        return new TrainableComposition.Setup(
                data.head(),
                optimiser,
                training.maximumGradientNorm(),
                training.penalties(),
                factors,
                training.accumulate() > 1,
                training.frozenFeatures().dropout(),
                training.seed());
    }

    private Result train(TrainableComposition trainable, EncodedData encoded, double rate, Optional<String> features) {
        PackWriter writer = new PackWriter(trainable, pack, notes(trainable, encoded, rate));
        Course course = from.map(Checkpoint::course).orElse(Course.start(rate));
        TrainingRun run = new TrainingRun(trainable, encoded, writer, checkpoints, training, course);
        listener.started(plan(trainable, run.steps()));
        encoded.cutTexts().ifPresent(listener::noticed);
        features.ifPresent(listener::noticed);
        from.ifPresent(checkpoint -> {
            trainable.restore(checkpoint.state());
            listener.noticed("Going on behind epoch " + course.epochsDone() + ", step "
                    + course.losses().size());
        });
        return run.run(listener, cancel);
    }

    private Plan plan(TrainableComposition trainable, int steps) {
        return new Plan(
                methodNames(composition),
                trainable.parameters(),
                data.training().size(),
                data.dev().size(),
                steps,
                trainable.device());
    }

    private Map<String, Object> notes(TrainableComposition trainable, EncodedData encoded, double rate) {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("seed", options.integer("seed"));
        notes.put("learning_rate", rate);
        notes.put("parameters", trainable.parameters());
        notes.put("training_examples", data.training().size());
        notes.put("dev_examples", data.dev().size());
        notes.put("maximum_length", encoded.model().maximumLength());
        notes.put("options", options.asMap());
        return notes;
    }

    /** The methods' names in a composition, in order. */
    static List<String> methodNames(Composition composition) {
        return composition.methods().stream()
                .map(method -> method.getOrDefault("name", method.get("method")))
                .map(String::valueOf)
                .toList();
    }
}
