package org.unipelt.generation;

import java.util.List;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * How to write, by the words of Hugging Face's generation configuration.
 *
 * @param newTokens the most tokens to write
 * @param beams how many hypotheses beam search follows; 1 for none
 * @param lengthPenalty the power of the length that scores are divided by
 * @param early when beam search stops
 * @param sampling how tokens are drawn; null where the best is taken
 * @param seed of the draws
 * @param sequences how many texts for each given one
 * @param end tokens that end a text, instead of the model's; empty for those
 */
record Settings(
        int newTokens,
        int beams,
        double lengthPenalty,
        Early early,
        Sampling sampling,
        long seed,
        int sequences,
        List<Integer> end) {
    private static final String NEW_TOKENS = "max_new_tokens";
    private static final String BEAMS = "num_beams";
    private static final String LENGTH_PENALTY = "length_penalty";
    private static final String EARLY = "early_stopping";
    private static final String SAMPLE = "do_sample";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_K = "top_k";
    private static final String TOP_P = "top_p";
    private static final String SEED = "seed";
    private static final String SEQUENCES = "num_return_sequences";
    private static final String END = "eos_token_id";

    static final OptionSchema SCHEMA = OptionSchema.of(
            Option.integer(NEW_TOKENS, 64, "the most tokens to write").between(1, 1_000_000),
            Option.integer(BEAMS, 1, "hypotheses that beam search follows; 1 takes the best token each time")
                    .between(1, 1000),
            Option.number(
                            LENGTH_PENALTY,
                            1,
                            "scores of beam search are divided by length ^ this: above 0 favours long texts")
                    .between(-100, 100),
            Option.text(
                    EARLY,
                    "false",
                    "beam search stops when it has num_beams texts (true), when a better one is unlikely (false), or when"
                            + " none can come (never)",
                    "true",
                    "false",
                    "never"),
            Option.flag(SAMPLE, false, "draws tokens by their probabilities"),
            Option.number(TEMPERATURE, 1, "scores are divided by it before a token is drawn")
                    .between(1e-3, 1e3),
            Option.integer(TOP_K, 50, "draws among so many of the likeliest tokens; 0 for all")
                    .between(0, 1_000_000),
            Option.number(TOP_P, 1, "draws among the likeliest tokens that have this probability together")
                    .between(1e-6, 1),
            Option.integer(SEED, 42, "the same seed draws the same texts"),
            Option.integer(SEQUENCES, 1, "texts for each given one, best first").between(1, 1000),
            Option.integer(END, -1, "the token that ends a text; -1 for the model's own")
                    .between(-1, 100_000_000));

    /** When beam search stops. */
    enum Early {
        TRUE,
        FALSE,
        NEVER
    }

    /** How tokens are drawn. */
    record Sampling(double temperature, int topK, double topP) {}

    static Settings of(Options options) {
        int beams = options.integer(BEAMS);
        boolean sample = options.flag(SAMPLE);
        int sequences = options.integer(SEQUENCES);
        if (sample && beams > 1) {
            throw contradiction(
                    BEAMS + " " + beams + " with " + SAMPLE, "beam search takes the best, and draws nothing");
        }
        if (!sample && sequences > beams) {
            throw contradiction(
                    SEQUENCES + " " + sequences + " with " + BEAMS + " " + beams,
                    "without " + SAMPLE + " there are only as many texts as beams");
        }
        checkUnused(options, sample, Set.of(TEMPERATURE, TOP_K, TOP_P));
        Sampling sampling = sample
                ? new Sampling(options.number(TEMPERATURE), options.integer(TOP_K), options.number(TOP_P))
                : null;
        int end = options.integer(END);
        return new Settings(
                options.integer(NEW_TOKENS),
                beams,
                options.number(LENGTH_PENALTY),
                Early.valueOf(options.text(EARLY).toUpperCase(java.util.Locale.ROOT)),
                sampling,
                options.integer(SEED),
                sequences,
                end < 0 ? List.of() : List.of(end));
    }

    private static void checkUnused(Options options, boolean sample, Set<String> sampling) {
        for (Option option : SCHEMA.options()) {
            boolean changed = !options.asMap().get(option.name()).equals(option.fallback());
            if (!sample && changed && sampling.contains(option.name())) {
                throw contradiction(option.name() + " without " + SAMPLE, "the best token is taken, and none is drawn");
            }
        }
    }

    private static ConfigurationException contradiction(String what, String reason) {
        return new ConfigurationException(what, reason, "Leave one of them out");
    }
}
