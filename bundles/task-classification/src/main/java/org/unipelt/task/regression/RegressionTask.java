package org.unipelt.task.regression;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.data.TableReader;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.PeltTask;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.task.sentence.SentenceHead;
import org.unipelt.task.sentence.SentenceTable;

/** Gives a text, or a pair of texts, a number, such as how similar they are. */
@Component(configurationPid = "org.unipelt.task.regression")
@PeltTask("regression")
public final class RegressionTask implements Task {
    private static final OptionSchema OPTIONS = SentenceTable.options("column of the label, a number")
            .and(OptionSchema.of(Option.text(
                    RegressionHead.METRIC,
                    RegressionMetrics.SPEARMAN,
                    "what early stopping watches",
                    RegressionMetrics.WATCHED.toArray(String[]::new))))
            .and(SentenceHead.options())
            .and(OptionSchema.of(Unit.option()));

    private final TableReader tables;

    @Activate
    public RegressionTask(@Reference TableReader tables) {
        this.tables = tables;
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return new RegressionInstance(tables, options);
    }
}
