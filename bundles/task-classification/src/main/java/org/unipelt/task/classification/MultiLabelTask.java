package org.unipelt.task.classification;

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

/** Gives a text, or a pair of texts, any number of the labels that the training data knows. */
@Component(configurationPid = "org.unipelt.task.multi-label-classification")
@PeltTask("multi-label-classification")
public final class MultiLabelTask implements Task {
    /** How messages name it. */
    static final String WHERE = "task (multi-label-classification)";

    private static final OptionSchema OPTIONS = SentenceTable.options("column of the labels: a JSON list, or a text")
            .and(OptionSchema.of(
                    Option.text(MultiLabelHead.SEPARATOR, ",", "what stands between labels in a text"),
                    Option.text(
                            MultiLabelHead.METRIC,
                            MultiLabelMetrics.F1_MICRO,
                            "what early stopping watches",
                            MultiLabelMetrics.NAMES.toArray(String[]::new)),
                    Option.number(MultiLabelHead.THRESHOLD, 0.5, "the least probability of a label that is given")
                            .between(0, 1)))
            .and(SentenceHead.options())
            .and(BinaryCrossEntropy.schema());

    private final TableReader tables;

    @Activate
    public MultiLabelTask(@Reference TableReader tables) {
        this.tables = tables;
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return new MultiLabelInstance(tables, options);
    }
}
