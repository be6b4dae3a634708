package org.unipelt.task.texttotext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

/** Texts and what is to be written for them: two columns of a table, or two text files that are aligned line by line. */
final class TextPairs {
    private static final String SOURCE = "source";
    private static final String TARGET = "target";
    private static final Pattern LINE = Pattern.compile("(.*)", Pattern.DOTALL);

    private final TableReader tables;
    private final TableLayout layout;
    private final String source;
    private final String target;

    /** @throws ConfigurationException if both are the same, or the layout contradicts itself */
    TextPairs(TableReader tables, Options options) {
        this.tables = tables;
        this.layout = TableLayout.of(options, TextToTextTask.WHERE);
        this.source = options.text(SOURCE);
        this.target = options.text(TARGET);
        if (source.equals(target)) {
            throw new ConfigurationException(
                    TextToTextTask.WHERE,
                    "'" + source + "' is named for both source and target",
                    "Name a column, or a part of the files' names, of its own for each");
        }
    }

    /** The keys of files, columns and their layout. */
    static OptionSchema options() {
        return OptionSchema.of(
                        Option.path("train", "what to train on: a table, or the file of the sources, a text a line"),
                        Option.path("dev", "what early stopping watches"),
                        Option.path("test", "what 'unipelt compare' judges the trained composition on"),
                        Option.text(
                                SOURCE,
                                "source",
                                "column of the text that is given, or the part of a file's name that says so: en of"
                                        + " train.en"),
                        Option.text(
                                TARGET,
                                "target",
                                "column of the text to write, or what stands there in its file's name: de of train.de"))
                .and(TableLayout.options());
    }

    /**
     * The examples of a file.
     *
     * @throws DataException if it cannot be read, a text is empty, or two files do not have as many lines
     */
    List<Example> read(Path file) {
        Optional<Path> targets = layout.pattern().isPresent() ? Optional.empty() : counterpart(file, source, target);
        if (targets.isEmpty() && layout.pattern().isEmpty()) {
            counterpart(file, target, source).filter(Files::exists).ifPresent(sources -> {
                throw new DataException(
                        file.toString(),
                        "it is the file of what is to be written, as \"target\" says",
                        "Name that of the sources, " + sources.getFileName());
            });
        }
        return targets.isPresent() ? aligned(file, targets.get()) : table(file);
    }

    /** The file beside one: its name with the other word in the last place where its own stands between dots. */
    private static Optional<Path> counterpart(Path file, String own, String other) {
        List<String> parts = Arrays.asList(file.getFileName().toString().split("\\.", -1));
        int place = parts.lastIndexOf(own);
        if (place < 0) {
            return Optional.empty();
        }
        parts.set(place, other);
        return Optional.of(file.resolveSibling(String.join(".", parts)));
    }

    private List<Example> table(Path file) {
        return tables.read(file, layout, List.of(source, target)).stream()
                .map(row -> example(file, row))
                .toList();
    }

    private Example example(Path file, Row row) {
        for (String column : List.of(source, target)) {
            if (row.values().get(column).isBlank()) {
                throw new DataException(
                        file + ", line " + row.line(),
                        "the " + (column.equals(source) ? SOURCE : TARGET) + " (column '" + column + "') is empty",
                        "Give the row both texts, or remove it");
            }
        }
        return example(row.values().get(source), row.values().get(target), row.line());
    }

    private static Example example(String source, String target, int line) {
        return new Example(TextInput.of(source), target, line);
    }

    private List<Example> aligned(Path sources, Path targets) {
        if (Files.exists(sources) && Files.notExists(targets)) {
            throw new DataException(
                    targets.toString(),
                    "does not exist; it should hold what is to be written for " + sources + ", line by line",
                    "Check \"" + TARGET + "\": \"" + target + "\", or, if " + sources
                            + " is a table, give it a name without the part '" + source + "'");
        }
        List<String> given = lines(sources, source, targets);
        List<String> wanted = lines(targets, target, sources);
        if (given.size() != wanted.size()) {
            boolean more = given.size() > wanted.size();
            int first = Math.min(given.size(), wanted.size()) + 1;
            throw new DataException(
                    (more ? sources : targets) + ", line " + first,
                    (more ? targets : sources) + " has no such line: it ends after " + (first - 1)
                            + " lines, and this one" + " after " + Math.max(given.size(), wanted.size()),
                    "Give both files as many lines, each of one for the same line of the other");
        }
        return IntStream.range(0, given.size())
                .mapToObj(i -> example(given.get(i), wanted.get(i), i + 1))
                .toList();
    }

    /** Blank lines at a file's end are no lines. */
    private List<String> lines(Path file, String word, Path other) {
        TableLayout plain = new TableLayout(List.of(word), layout.encoding(), Optional.of(LINE));
        List<Row> rows = tables.read(file, plain, List.of(word));
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).line() != i + 1) {
                throw new DataException(
                        file + ", line " + (i + 1),
                        "it is empty",
                        "Write its text, or remove the line here and in " + other);
            }
        }
        return rows.stream().map(row -> row.values().get(word)).toList();
    }
}
