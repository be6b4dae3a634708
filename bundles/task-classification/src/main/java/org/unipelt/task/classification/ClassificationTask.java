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

/** Gives a text, or a pair of texts, one of the labels that the training data knows. */
@Component(configurationPid = "org.unipelt.task.classification")
@PeltTask("classification")
public final class ClassificationTask implements Task {
    /** How messages name it. */
    static final String WHERE = "task (classification)";

    private static final OptionSchema OPTIONS = SentenceTable.options("column of the label")
            .and(OptionSchema.of(Option.text(
                    ClassificationHead.METRIC,
                    ClassificationMetrics.ACCURACY,
                    "what early stopping watches",
                    ClassificationMetrics.NAMES.toArray(String[]::new))))
            .and(SentenceHead.options())
            .and(CrossEntropy.schema());

    private final TableReader tables;

    @Activate
    public ClassificationTask(@Reference TableReader tables) {
        this.tables = tables;
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return new ClassificationInstance(tables, options);
    }
}
