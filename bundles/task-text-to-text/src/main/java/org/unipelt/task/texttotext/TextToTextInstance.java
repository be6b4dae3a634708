package org.unipelt.task.texttotext;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/** Text to text with a user's files, words and way to write. */
final class TextToTextInstance implements TaskInstance {
    private final TextPairs pairs;
    private final TextGenerator generator;
    private final Options options;

    TextToTextInstance(TableReader tables, TextGenerator generator, Options options) {
        this.pairs = new TextPairs(tables, options);
        this.generator = generator;
        this.options = options;
    }

    @Override
    public List<Example> read(Path file) {
        return pairs.read(file);
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        if (training.isEmpty()) {
            throw new DataException(
                    options.optionalText("train").orElse("training data"),
                    "there is no example to learn from",
                    "Add rows with both texts");
        }
        return new TextToTextHead(
                options.text(TextToTextHead.METRIC),
                options.optionalText(TextToTextHead.PREFIX).orElse(""),
                options.optionalText(TextToTextHead.SEPARATOR).orElse("\n"),
                Writer.of(generator, options.asMap()));
    }

    @Override
    public TaskHead restore(Map<String, Object> state) {
        return new TextToTextHead(
                text(state, TextToTextHead.METRIC, TextMetrics.NAMES::contains),
                text(state, TextToTextHead.PREFIX, text -> true),
                text(state, TextToTextHead.SEPARATOR, text -> true),
                Writer.of(generator, state));
    }

    private static String text(Map<String, Object> state, String key, Predicate<String> accepted) {
        if (state.get(key) instanceof String text && accepted.test(text)) {
            return text;
        }
        throw new DataException(
                "state of the text-to-text head",
                "'" + key + "' is not what it should be: " + state.get(key),
                "The pack is damaged; copy it again or train anew");
    }
}
