package org.unipelt.training;

import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/** The keys of {@code "training"} that do not depend on the optimiser. */
record TrainingOptions(
        int epochs,
        int batchSize,
        double learningRate,
        double warmup,
        Schedule.Kind schedule,
        int patience,
        long seed,
        int maximumLength,
        double maximumGradientNorm) {

    /** The optimiser's name: it is read before the others, since it adds keys. */
    static final Option OPTIMISER =
            Option.text("optimiser", "adamw", "how weights follow their gradients; adds its own keys");

    static final OptionSchema SCHEMA = OptionSchema.of(
            Option.integer("epochs", 10, "passes over the training data, at most")
                    .between(1, 100_000),
            Option.integer("batch_size", 16, "texts per step").between(1, 65_536),
            Option.number("learning_rate", 5e-4, "the highest learning rate").between(0, Double.MAX_VALUE),
            OPTIMISER,
            Option.number("warmup", 0.1, "share of all steps in which the learning rate rises from 0")
                    .between(0, 1),
            Option.text(
                    "schedule",
                    "linear",
                    "the learning rate behind the warm-up: linear falls to 0, constant stays",
                    "linear",
                    "constant"),
            Option.integer("patience", 10, "epochs without a better dev metric before it ends")
                    .between(1, 100_000),
            Option.integer("seed", 42, "of first weights, dropout and the order of the data"),
            Option.integer(
                            "maximum_length",
                            128,
                            "tokens per text, special ones counted; longer texts are cut; never more than the model takes")
                    .between(2, 1 << 20),
            Option.number("maximum_gradient_norm", 1.0, "larger gradients are scaled down to this norm; 0 leaves them")
                    .between(0, Double.MAX_VALUE));

    static TrainingOptions of(Options options) {
        return new TrainingOptions(
                options.integer("epochs"),
                options.integer("batch_size"),
                options.number("learning_rate"),
                options.number("warmup"),
                "constant".equals(options.text("schedule")) ? Schedule.Kind.CONSTANT : Schedule.Kind.LINEAR,
                options.integer("patience"),
                options.integer("seed"),
                options.integer("maximum_length"),
                options.number("maximum_gradient_norm"));
    }

    /**
     * The steps of all epochs.
     *
     * @throws ConfigurationException if there are more than can be counted
     */
    int totalSteps(int stepsPerEpoch) {
        long steps = (long) epochs * stepsPerEpoch;
        if (steps > Integer.MAX_VALUE) {
            throw new ConfigurationException(
                    "training", epochs + " epochs are " + steps + " steps, more than can be counted", "Lower epochs");
        }
        return (int) steps;
    }
}
