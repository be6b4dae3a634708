package org.unipelt.task.regression;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.task.sentence.HeadState;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceTable;

/** Regression with a user's columns, metric and head. */
final class RegressionInstance implements TaskInstance {
    private final SentenceTable table;
    private final Options options;

    RegressionInstance(TableReader tables, Options options) {
        this.table = new SentenceTable(tables, options, "task (regression)");
        this.options = options;
    }

    @Override
    public boolean pairs() {
        return table.pairs();
    }

    @Override
    public List<Example> read(Path file) {
        List<Example> examples = table.read(file);
        examples.forEach(example -> RegressionHead.number(file + ", line " + example.line(), example));
        return examples;
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        double[] labels = table.requireSome(training).stream()
                .mapToDouble(example -> RegressionHead.number("line " + example.line(), example))
                .toArray();
        Unit unit = Unit.of(labels, options);
        String file = table.file("dev", "dev data");
        dev.forEach(example -> RegressionHead.number(file + ", line " + example.line(), example));
        return new RegressionHead(options.text(RegressionHead.METRIC), SentenceHead.of(options), unit);
    }

    @Override
    public TaskHead restore(Map<String, Object> values) {
        HeadState state = new HeadState("regression", values);
        String metric = state.get(
                RegressionHead.METRIC,
                null,
                "one of " + String.join(", ", RegressionMetrics.WATCHED),
                HeadState.of(String.class, RegressionMetrics.WATCHED::contains));
        return new RegressionHead(metric, SentenceHead.of(state), Unit.of(state));
    }
}
