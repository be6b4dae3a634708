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
        checkDev(dev, metric, labels.names().get(1));
        return new ClassificationHead(
                labels,
                metric,
                SentenceHead.of(options),
                new CrossEntropy(LossOptions.of(options, labels, ClassificationTask.WHERE)));
    }

    /** Where a metric is 0 whatever is predicted, no epoch would be better than another. */
    private void checkDev(List<Example> dev, String metric, String positive) {
        List<String> there = dev.stream().map(Example::label).distinct().toList();
        if (metric.equals(ClassificationMetrics.MATTHEWS) && there.size() == 1) {
            throw useless("all its labels are '" + there.get(0) + "', with which nothing correlates");
        }
        if (metric.equals(ClassificationMetrics.F1) && !there.isEmpty() && !there.contains(positive)) {
            throw useless("no row has the label '" + positive + "', of which f1 is");
        }
    }

    private DataException useless(String reason) {
        return new DataException(
                table.file("dev", "dev data"), reason, "Add rows with other labels, or watch another \"metric\"");
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
