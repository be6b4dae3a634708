package org.unipelt.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.session.TrainableComposition.Penalties;

/**
 * The keys of {@code "training"} that do not depend on the optimiser.
 *
 * @param learningRate the highest rate; empty where it is to be found
 * @param learningRates the highest rates of those owners of weights that have their own
 */
record TrainingOptions(
        int epochs,
        int batchSize,
        int accumulate,
        OptionalDouble learningRate,
        Map<String, Double> learningRates,
        double warmup,
        Schedule.Kind schedule,
        int patience,
        int evaluateEvery,
        boolean checkpoints,
        long seed,
        int maximumLength,
        double maximumGradientNorm,
        Penalties penalties,
        FrozenFeatures frozenFeatures) {

    private static final String AUTO = "auto";
    /** Owners of weights beside the methods. */
    private static final List<String> OTHER_OWNERS = List.of("gates", "aggregation", "head", "base");

    /** The optimiser's name: it is read before the others, since it adds keys. */
    static final Option OPTIMISER =
            Option.text("optimiser", "adamw", "how weights follow their gradients; adds its own keys");

    static final OptionSchema SCHEMA = OptionSchema.of(
            Option.integer("epochs", 10, "passes over the training data, at most")
                    .between(1, 100_000),
            Option.integer("batch_size", 16, "texts per step").between(1, 65_536),
            Option.integer("accumulate", 1, "parts that a batch is computed in, one behind the other, to save memory")
                    .between(1, 65_536),
            Option.number("learning_rate", 5e-4, "the highest learning rate; auto looks for one first")
                    .between(0, Double.MAX_VALUE)
                    .orWord(AUTO),
            Option.numbers(
                            "learning_rates",
                            "other highest learning rates, by method's name, gates, aggregation, head or base")
                    .between(0, Double.MAX_VALUE),
            OPTIMISER,
            Option.number("warmup", 0.1, "share of all steps in which the learning rate rises from 0")
                    .between(0, 1),
            Option.text(
                    "schedule",
                    Schedule.Kind.LINEAR.word(),
                    "the learning rate behind the warm-up: linear and cosine fall to 0, constant stays",
                    Schedule.Kind.words()),
            Option.integer("patience", 10, "epochs without a better dev metric before it ends")
                    .between(1, 100_000),
            Option.integer("evaluate_every", 1, "epochs from one look at the dev data to the next")
                    .between(1, 100_000),
            Option.flag(
                    "checkpoints", true, "whether each look at the dev data leaves what a resumed run goes on from"),
            Option.integer("seed", 42, "of first weights, dropout and the order of the data"),
            SplitOptions.TRAIN_ROWS,
            SplitOptions.DEV_ROWS,
            SplitOptions.DATA_SEED,
            Option.integer(
                            "maximum_length",
                            128,
                            "tokens per text, special ones counted; longer texts are cut; never more than the model takes")
                    .between(2, 1 << 20),
            Option.number("maximum_gradient_norm", 1.0, "larger gradients are scaled down to this norm; 0 leaves them")
                    .between(0, Double.MAX_VALUE),
            Option.number("l1", 0.0, "times the sum of all trained weights' absolute values, added to the loss")
                    .between(0, Double.MAX_VALUE),
            Option.number("l2", 0.0, "times half the sum of all trained weights' squares, added to the loss")
                    .between(0, Double.MAX_VALUE),
            Option.number("gate_entropy", 0.0, "times the gates' mean entropy, added to the loss: makes gates decide")
                    .between(0, Double.MAX_VALUE),
            FrozenFeatures.USE,
            FrozenFeatures.MEMORY);

    /**
     * What a user wrote.
     *
     * @param methods the names of the composition's methods
     * @throws ConfigurationException if values do not go together
     */
    static TrainingOptions of(Options options, List<String> methods) {
        TrainingOptions read = new TrainingOptions(
                options.integer("epochs"),
                options.integer("batch_size"),
                options.integer("accumulate"),
                options.word("learning_rate").isPresent()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(options.number("learning_rate")),
                options.numbers("learning_rates"),
                options.number("warmup"),
                Schedule.Kind.of(options.text("schedule")),
                options.integer("patience"),
                options.integer("evaluate_every"),
                options.flag("checkpoints"),
                options.integer("seed"),
                options.integer("maximum_length"),
                options.number("maximum_gradient_norm"),
                new Penalties(options.number("l1"), options.number("l2"), options.number("gate_entropy")),
                FrozenFeatures.of(options.text("frozen_features"), options.integer("feature_memory")));
        read.check(methods);
        return read;
    }

    private void check(List<String> methods) {
        if (accumulate > batchSize) {
            throw refuse(
                    "a batch of " + batchSize + " cannot be computed in " + accumulate + " parts",
                    "Lower accumulate or raise batch_size");
        }
        List<String> owners = new ArrayList<>(methods);
        owners.addAll(OTHER_OWNERS);
        for (String owner : learningRates.keySet()) {
            if (!owners.contains(owner)) {
                throw refuse("'" + owner + "' in 'learning_rates' has no weights here", Nearest.hint(owner, owners));
            }
        }
        if (!learningRates.isEmpty() && learningRate.isPresent() && learningRate.getAsDouble() == 0) {
            throw refuse(
                    "'learning_rates' are reached in step with 'learning_rate', which is 0",
                    "Raise learning_rate, and write 0 in learning_rates for what is to stay");
        }
    }

    /** The most rows that are computed at once in a step. */
    int partSize() {
        return (batchSize + accumulate - 1) / accumulate;
    }

    /** The owners' own rates by a highest rate. */
    Map<String, Double> factors(double highestRate) {
        Map<String, Double> factors = new LinkedHashMap<>();
        learningRates.forEach((owner, rate) -> factors.put(owner, rate / highestRate));
        return factors;
    }

    /**
     * The steps of all epochs.
     *
     * @throws ConfigurationException if there are more than can be counted
     */
    int totalSteps(int stepsPerEpoch) {
        long steps = (long) epochs * stepsPerEpoch;
        if (steps > Integer.MAX_VALUE) {
            throw refuse(epochs + " epochs are " + steps + " steps, more than can be counted", "Lower epochs");
        }
        return (int) steps;
    }

    private static ConfigurationException refuse(String reason, String remedy) {
        return new ConfigurationException("training", reason, remedy);
    }
}
