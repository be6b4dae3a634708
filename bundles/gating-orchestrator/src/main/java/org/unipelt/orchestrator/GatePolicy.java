package org.unipelt.orchestrator;

import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * What makes gates of a network's scores.
 *
 * @param scope what one gate decides
 * @param normalisation from scores to weights
 * @param reading how a gate reads a sequence; a method may have its own
 */
record GatePolicy(Scope scope, Normalisation normalisation, Reading reading) {
    static final OptionSchema SCHEMA = OptionSchema.of(
            Option.text("network", "feed-forward", "the gating network; none for no gates, fixed for constant ones"),
            Option.text(
                    "scope",
                    null,
                    "what has a gate of its own: each contribution, or each method in a layer, or in the whole model;"
                            + " contribution where nothing is said, layer where methods compete",
                    "contribution",
                    "layer",
                    "global"),
            Option.text("level", "sample", "what a gate is for", "sample", "token"),
            Option.text(
                    "normalisation",
                    "sigmoid",
                    "what makes weights of scores: each by itself, competing methods, the k best of them, or each by"
                            + " itself and 0 under a learned threshold",
                    "sigmoid",
                    "softmax",
                    "top-k",
                    "threshold"),
            Option.number("temperature", 1, "what the scores of competing methods are divided by")
                    .between(1e-3, 1e3),
            Option.integer("k", 1, "how many methods top-k keeps").between(1, 1000),
            Option.number("balance", 0.01, "weight of the loss by which top-k uses all methods alike")
                    .between(0, 1e3),
            Option.text(
                    "pooling",
                    "masked",
                    "what a sample's gate is the mean of: its tokens, all positions as in UniPELT's released code, or the"
                            + " first token alone",
                    "masked",
                    "faithful",
                    "first"),
            Option.text(
                    "mean_of", "weights", "whether weights are averaged, or scores before them", "weights", "scores"),
            Option.numbers("weights", "for fixed gates: the weight by method or slot; 1 for others")
                    .between(0, 1e3));

    /** What a method's own {@code "gating"} may hold. */
    static final OptionSchema METHOD_SCHEMA = OptionSchema.of(
            Option.text("network", null, "none leaves the method without a gate", "none"),
            Option.text("level", null, "as in the composition's gating", "sample", "token"),
            Option.text("pooling", null, "as in the composition's gating", "masked", "faithful", "first"),
            Option.text("mean_of", null, "as in the composition's gating", "weights", "scores"));

    /** What has a gate of its own. */
    enum Scope {
        CONTRIBUTION,
        LAYER,
        GLOBAL
    }

    /** What a gate is for. */
    enum Level {
        SAMPLE,
        TOKEN
    }

    /** What a sample's gate is the mean of. */
    enum Pooling {
        MASKED,
        FAITHFUL,
        FIRST
    }

    /** What is averaged over a sample. */
    enum MeanOf {
        WEIGHTS,
        SCORES
    }

    /** How a gate reads a sequence. */
    record Reading(Level level, Pooling pooling, MeanOf meanOf) {
        Reading forSamples() {
            return new Reading(Level.SAMPLE, pooling, meanOf);
        }
    }

    static GatePolicy of(Options options) {
        Normalisation normalisation = Normalisation.of(options);
        Scope scope = options.has("scope")
                ? word(Scope.class, options.text("scope"))
                : normalisation.competing() ? Scope.LAYER : Scope.CONTRIBUTION;
        if (normalisation.competing() && scope == Scope.CONTRIBUTION) {
            throw new ConfigurationException(
                    "gating",
                    "under \"" + options.text("normalisation")
                            + "\" methods compete, and with \"scope\": \"contribution\" their gates read different places",
                    "Write \"scope\": \"layer\" or \"global\"");
        }
        return new GatePolicy(scope, normalisation, reading(options, Optional.empty()));
    }

    /**
     * How a method's gates read.
     *
     * @param own the method's own gating
     * @return empty where the method is not gated
     */
    Optional<Reading> reading(Map<String, ?> own, String where) {
        Options options = METHOD_SCHEMA.parse(own, where);
        return options.has("network") ? Optional.empty() : Optional.of(reading(options, Optional.of(reading)));
    }

    private static Reading reading(Options options, Optional<Reading> usual) {
        return new Reading(
                options.has("level")
                        ? word(Level.class, options.text("level"))
                        : usual.orElseThrow().level(),
                options.has("pooling")
                        ? word(Pooling.class, options.text("pooling"))
                        : usual.orElseThrow().pooling(),
                options.has("mean_of")
                        ? word(MeanOf.class, options.text("mean_of"))
                        : usual.orElseThrow().meanOf());
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(java.util.Locale.ROOT));
    }
}
