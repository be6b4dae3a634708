package org.unipelt.task.classification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.data.TableReader.Row;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/** Classification with a user's columns, metric and pooling. */
final class ClassificationInstance implements TaskInstance {
    private final TableReader tables;
    private final Options options;
    private final String text;
    private final Optional<String> pair;
    private final String label;
    private final List<String> columns;

    ClassificationInstance(TableReader tables, Options options) {
        this.tables = tables;
        this.options = options;
        this.text = options.text("text");
        this.pair = options.optionalText("pair");
        this.label = options.text("label");
        this.columns = Stream.of(Optional.of(text), pair, Optional.of(label))
                .flatMap(Optional::stream)
                .toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) { // the label as text would be learned perfectly and mean nothing
                throw new ConfigurationException(
                        "task (classification)",
                        "the column '" + column + "' is named for two of text, pair and label",
                        "Name a column of its own for each");
            }
        }
    }

    @Override
    public List<Example> read(Path file) {
        return tables.read(file, columns).stream()
                .map(row -> example(file, row))
                .toList();
    }

    private Example example(Path file, Row row) {
        String answer = row.values().get(label);
        if (answer.isBlank()) {
            throw new DataException(
                    file + ", line " + row.line(),
                    "the label (column '" + label + "') is empty",
                    "Give the row a label or remove it");
        }
        TextInput input = new TextInput(
                row.values().get(text), pair.map(row.values()::get).orElse(null));
        return new Example(input, answer, row.line());
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        String trainingFile = options.optionalText("train").orElse("training data");
        String devFile = options.optionalText("dev").orElse("dev data");
        if (training.isEmpty()) {
            throw new DataException(trainingFile, "there is no example to learn from", "Add rows with text and label");
        }
        Labels labels = Labels.of(training.stream().map(Example::label).toList());
        if (labels.size() < 2) {
            throw new DataException(
                    trainingFile,
                    "there is only one class, '" + labels.names().get(0) + "'",
                    "Add examples of a second class, or check that '" + label + "' is the column of the label");
        }
        for (Example example : dev) {
            labels.index(devFile + ", line " + example.line(), example.label());
        }
        String metric = options.text("metric");
        if (!ClassificationMetrics.defined(metric, labels.size())) {
            throw new ConfigurationException(
                    "task (classification)",
                    "the metric '" + metric + "' is defined for two classes and the training data has " + labels.size(),
                    "Use " + ClassificationMetrics.F1_MACRO);
        }
        return new ClassificationHead(labels, metric, Pooling.of(options.text("pooling")));
    }

    @Override
    public TaskHead restore(Map<String, Object> state) {
        Labels labels = Labels.ordered(labelNames(state.get("labels")));
        if (!(state.get("metric") instanceof String metric) || !ClassificationMetrics.defined(metric, labels.size())) {
            throw damaged("metric", "a metric that is defined for " + labels.size() + " classes", state);
        }
        if (!(state.get("pooling") instanceof String pooling)
                || !Pooling.words().contains(pooling)) {
            throw damaged("pooling", "one of " + String.join(", ", Pooling.words()), state);
        }
        return new ClassificationHead(labels, metric, Pooling.of(pooling));
    }

    private static List<String> labelNames(Object value) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .forEach(names::add);
        }
        boolean complete = value instanceof List<?> list && list.size() == names.size();
        if (!complete || names.size() < 2 || new HashSet<>(names).size() < names.size()) {
            throw damaged("labels", "a list of at least two different texts", value);
        }
        return names;
    }

    private static DataException damaged(String key, String expected, Object found) {
        return new DataException(
                "state of the classification head",
                "'" + key + "' is not " + expected + ": " + found,
                "The pack is damaged; copy it again or train anew");
    }
}
