package org.unipelt.task.texttotext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.text.Encoding;

/**
 * Writes by the generation service. Nothing is left to chance: of a text the best continuation is the answer.
 *
 * @param options checked values of the service's keys
 */
record Writer(TextGenerator generator, Options options) {
    private static final String NEW_TOKENS = "max_new_tokens";
    /** Those of the service's keys that say how the best continuation is found. */
    private static final List<String> KEYS = List.of(NEW_TOKENS, "num_beams", "length_penalty", "early_stopping");

    /** The keys of the service that a task takes. */
    static OptionSchema options(TextGenerator generator) {
        return OptionSchema.of(generator.options().options().stream()
                .filter(option -> KEYS.contains(option.name()))
                .toArray(Option[]::new));
    }

    /** As a user wants it. */
    static Writer of(TextGenerator generator, Map<String, ?> values) {
        Map<String, Object> own = new LinkedHashMap<>();
        options(generator).options().stream()
                .map(Option::name)
                .filter(values::containsKey)
                .forEach(key -> own.put(key, values.get(key)));
        return new Writer(generator, generator.options().parse(own, TextToTextTask.WHERE));
    }

    /** What {@link #of} needs. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        options(generator)
                .options()
                .forEach(option -> state.put(option.name(), options.asMap().get(option.name())));
        return state;
    }

    /** The most tokens that it writes. */
    int newTokens() {
        return options.integer(NEW_TOKENS);
    }

    /** The best continuation of each text. */
    List<Generated> write(TextDecoder decoder, List<Encoding> texts) {
        return generator.writeOn(decoder, texts, options).stream()
                .map(written -> written.get(0))
                .toList();
    }
}
