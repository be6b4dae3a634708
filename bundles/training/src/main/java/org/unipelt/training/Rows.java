package org.unipelt.training;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unipelt.api.TextInput;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

/** Rows of one file, and which of them say the same as others: the same text, and pair where there is one. */
final class Rows {
    private final String file;
    private final List<Example> examples;
    private final List<Example> inOrder;
    private final Map<TextInput, Example> firsts = new HashMap<>();

    /**
     * Rows.
     *
     * @param file how messages name the file and, where that is not all of it, the rows
     */
    Rows(String file, List<Example> examples) {
        this.file = file;
        this.examples = examples;
        this.inOrder =
                examples.stream().sorted(Comparator.comparingInt(Example::line)).toList();
        inOrder.forEach(example -> firsts.putIfAbsent(example.input(), example));
    }

    /** The rows themselves. */
    List<Example> examples() {
        return examples;
    }

    /** What a user should know of texts that stand in this file several times; empty where none does. */
    Optional<String> repeats() {
        List<Example> later = inOrder.stream()
                .filter(example -> firsts.get(example.input()) != example)
                .toList();
        List<Example> contradicting = later.stream()
                .filter(example -> !labels(example).equals(labels(firsts.get(example.input()))))
                .toList();
        if (later.isEmpty()) {
            return Optional.empty();
        }
        String labels = contradicting.isEmpty()
                ? ", with the same label"
                : ", " + contradicting.size() + " of them with another label";
        Example shown = (contradicting.isEmpty() ? later : contradicting).get(0);
        return Optional.of(
                later.size() + " of " + examples.size() + " rows of " + file + " repeat the text of an earlier one"
                        + labels + " (lines " + firsts.get(shown.input()).line() + " and " + shown.line() + ")");
    }

    private static Set<Label> labels(Example example) {
        return Set.copyOf(example.labels());
    }

    /** What a user should know of texts that stand in another file too; empty where none does. */
    Optional<String> copiedFrom(Rows other) {
        List<Example> copied = inOrder.stream()
                .filter(example -> other.firsts.containsKey(example.input()))
                .toList();
        if (copied.isEmpty()) {
            return Optional.empty();
        }
        Example shown = copied.get(0);
        return Optional.of(
                copied.size() + " of " + examples.size() + " rows of " + file + " have a text of " + other.file
                        + ", which makes metrics look better than they are (line " + shown.line() + " is line "
                        + other.firsts.get(shown.input()).line() + " there)");
    }
}
