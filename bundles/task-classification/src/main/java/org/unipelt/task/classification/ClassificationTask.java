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

/** Gives a text, or a pair of texts, one of the labels that the training data knows. */
@Component(configurationPid = "org.unipelt.task.classification")
@PeltTask("classification")
public final class ClassificationTask implements Task {
    private static final OptionSchema OPTIONS = OptionSchema.of(
            Option.path("train", "table to train on: .csv, .tsv, .jsonl or .ndjson"),
            Option.path("dev", "table that early stopping watches"),
            Option.path("test", "table to judge the trained composition on"),
            Option.text("text", "text", "column of the text"),
            Option.text("pair", null, "column of a second text, where there is one"),
            Option.text("label", "label", "column of the label"),
            Option.text(
                    "metric",
                    ClassificationMetrics.ACCURACY,
                    "what early stopping watches",
                    ClassificationMetrics.NAMES.toArray(String[]::new)),
            Option.text(
                    "pooling",
                    Pooling.AUTO.word(),
                    "how a sentence vector is read off the last layer",
                    Pooling.words().toArray(String[]::new)));

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
