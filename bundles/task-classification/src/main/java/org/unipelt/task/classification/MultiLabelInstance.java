package org.unipelt.task.classification;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.task.sentence.HeadState;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceTable;

/** Classification by several labels, with a user's columns, metric, threshold, head and loss. */
final class MultiLabelInstance implements TaskInstance {
    private final SentenceTable table;
    private final Options options;
    private final String separator;

    MultiLabelInstance(TableReader tables, Options options) {
        this.separator = options.text(MultiLabelHead.SEPARATOR);
        if (separator.isEmpty()) {
            throw new ConfigurationException(
                    MultiLabelTask.WHERE,
                    "'" + MultiLabelHead.SEPARATOR + "' is empty",
                    "Write what stands between two labels, such as \",\"");
        }
        this.table = new SentenceTable(tables, options, MultiLabelTask.WHERE, Optional.of(separator));
        this.options = options;
    }

    @Override
    public boolean pairs() {
        return table.pairs();
    }

    @Override
    public List<Example> read(Path file) {
        return table.read(file);
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        Labels labels = Labels.of(table.requireSome(training).stream()
                .flatMap(example -> example.labels().stream())
                .map(Label::text)
                .toList());
        if (labels.size() < 2) {
            throw new DataException(
                    table.file("train", "training data"),
                    labels.size() == 0
                            ? "no row has a label"
                            : "there is only one label, '" + labels.names().get(0) + "'",
                    "Add rows with others, or check that '" + table.label() + "' is the column of the labels and '"
                            + separator + "' stands between them (" + MultiLabelHead.SEPARATOR + ")");
        }
        String devFile = table.file("dev", "dev data");
        for (Example example : dev) {
            example.labels().forEach(label -> labels.index(devFile + ", line " + example.line(), label.text()));
        }
        return new MultiLabelHead(
                labels,
                options.text(MultiLabelHead.METRIC),
                options.number(MultiLabelHead.THRESHOLD),
                separator,
                SentenceHead.of(options),
                new BinaryCrossEntropy(LossOptions.of(options, labels, MultiLabelTask.WHERE)));
    }

    @Override
    public TaskHead restore(Map<String, Object> values) {
        HeadState state = new HeadState("multi-label-classification", values);
        Labels labels = Labels.of(state);
        return new MultiLabelHead(
                labels,
                state.get(
                        MultiLabelHead.METRIC,
                        null,
                        "one of " + String.join(", ", MultiLabelMetrics.NAMES),
                        HeadState.of(String.class, MultiLabelMetrics.NAMES::contains)),
                state.get(MultiLabelHead.THRESHOLD, null, "a number from 0 to 1", HeadState::share),
                state.get(
                        MultiLabelHead.SEPARATOR, null, "a text", HeadState.of(String.class, text -> !text.isEmpty())),
                SentenceHead.of(state),
                new BinaryCrossEntropy(LossOptions.of(state, labels)));
    }
}
