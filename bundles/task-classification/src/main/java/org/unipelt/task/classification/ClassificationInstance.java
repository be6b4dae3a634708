package org.unipelt.task.classification;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.task.sentence.HeadState;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceTable;

/** Classification with a user's columns, metric, head and loss. */
final class ClassificationInstance implements TaskInstance {
    private final SentenceTable table;
    private final Options options;

    ClassificationInstance(TableReader tables, Options options) {
        this.table = new SentenceTable(tables, options, ClassificationTask.WHERE);
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
        Labels labels = Labels.of(
                table.requireSome(training).stream().map(Example::label).toList());
        if (labels.size() < 2) {
            throw new DataException(
                    table.file("train", "training data"),
                    "there is only one class, '" + labels.names().get(0) + "'",
                    "Add examples of a second class, or check that '" + table.label() + "' is the column of the label");
        }
        for (Example example : dev) {
            labels.index(table.file("dev", "dev data") + ", line " + example.line(), example.label());
        }
        String metric = options.text(ClassificationHead.METRIC);
        if (!ClassificationMetrics.defined(metric, labels.size())) {
            throw new ConfigurationException(
                    ClassificationTask.WHERE,
                    "the metric '" + metric + "' is defined for two classes and the training data has " + labels.size(),
                    "Use " + ClassificationMetrics.F1_MACRO);
        }
        return new ClassificationHead(
                labels,
                metric,
                SentenceHead.of(options),
                new CrossEntropy(LossOptions.of(options, labels, ClassificationTask.WHERE)));
    }

    @Override
    public TaskHead restore(Map<String, Object> values) {
        HeadState state = new HeadState("classification", values);
        Labels labels = Labels.of(state);
        String metric = state.get(
                ClassificationHead.METRIC,
                null,
                "a metric that is defined for " + labels.size() + " classes",
                HeadState.of(String.class, name -> ClassificationMetrics.defined(name, labels.size())));
        return new ClassificationHead(
                labels, metric, SentenceHead.of(state), new CrossEntropy(LossOptions.of(state, labels)));
    }
}
