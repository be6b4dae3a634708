package org.unipelt.task.sentence;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.data.TableReader.Row;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

/** Tables of texts, or pairs of texts, with a label or several each, as a user's columns say. */
public final class SentenceTable {
    private final TableReader tables;
    private final TableLayout layout;
    private final Options options;
    private final String text;
    private final Optional<String> pair;
    private final String label;
    private final List<String> columns;

    /**
     * Tables with a user's columns.
     *
     * @param task how messages name the task: {@code task (classification)}
     * @throws ConfigurationException if a column is named twice, or the layout contradicts itself
     */
    public SentenceTable(TableReader tables, Options options, String task) {
        this(tables, options, task, Optional.empty());
    }

    /**
     * Tables with a user's columns.
     *
     * @param separator what stands between the labels of a text that has several, or none; empty where each has one
     */
    public SentenceTable(TableReader tables, Options options, String task, Optional<String> separator) {
        this.tables = tables;
        this.options = options;
        this.text = options.text("text");
        this.pair = options.optionalText("pair");
        this.label = options.text("label");
        TableLayout written = TableLayout.of(options, task);
        this.layout = separator.map(s -> written.withList(label, s)).orElse(written);
        this.columns = Stream.of(Optional.of(text), pair, Optional.of(label))
                .flatMap(Optional::stream)
                .toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) { // the label as text would be learned perfectly and mean nothing
                throw new ConfigurationException(
                        task,
                        "the column '" + column + "' is named for two of text, pair and label",
                        "Name a column of its own for each");
            }
        }
    }

    /** The keys of files, columns and their layout. */
    public static OptionSchema options(String labelHelp) {
        return OptionSchema.of(
                        Option.path("train", "table to train on: .csv, .tsv, .jsonl or .ndjson"),
                        Option.path("dev", "table that early stopping watches"),
                        Option.path("test", "table that 'unipelt compare' judges the trained composition on"),
                        Option.text("text", "text", "column of the text"),
                        Option.text("pair", null, "column of a second text, where there is one"),
                        Option.text("label", "label", labelHelp))
                .and(TableLayout.options());
    }

    /**
     * The examples of a file.
     *
     * @throws DataException if it cannot be read, or a row has no label
     */
    public List<Example> read(Path file) {
        return tables.read(file, layout, columns).stream()
                .map(row -> example(file, row))
                .toList();
    }

    private Example example(Path file, Row row) {
        TextInput input = new TextInput(
                row.values().get(text), pair.map(row.values()::get).orElse(null));
        if (row.lists().containsKey(label)) {
            List<Label> labels =
                    row.lists().get(label).stream().distinct().map(Label::of).toList();
            return new Example(input, labels, row.line());
        }
        String answer = row.values().get(label).strip();
        if (answer.isBlank()) {
            throw new DataException(
                    file + ", line " + row.line(),
                    "the label (column '" + label + "') is empty",
                    "Give the row a label or remove it");
        }
        return new Example(input, answer, row.line());
    }

    /** Whether a row has two texts. */
    public boolean pairs() {
        return pair.isPresent();
    }

    /** The column of the label. */
    public String label() {
        return label;
    }

    /** How messages name the file of a key: as the user wrote it. */
    public String file(String key, String otherwise) {
        return options.optionalText(key).orElse(otherwise);
    }

    /**
     * The examples, if there are any.
     *
     * @throws DataException if there are none
     */
    public List<Example> requireSome(List<Example> training) {
        if (training.isEmpty()) {
            throw new DataException(
                    file("train", "training data"),
                    "there is no example to learn from",
                    "Add rows with text and label");
        }
        return training;
    }
}
