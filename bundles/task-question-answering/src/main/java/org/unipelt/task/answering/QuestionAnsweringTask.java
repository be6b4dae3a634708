package org.unipelt.task.answering;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.api.data.QuestionReader;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.PeltTask;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskInstance;

/** Answers a question with a part of a text that it is given beside it (Rajpurkar et al. 2016, arXiv 1606.05250). */
@Component(configurationPid = "org.unipelt.task.question-answering")
@PeltTask("question-answering")
public final class QuestionAnsweringTask implements Task {
    /** How messages name it. */
    static final String WHERE = "task (question-answering)";

    private static final OptionSchema OPTIONS = OptionSchema.of(
                    Option.path("train", "SQuAD 1.1 JSON to train on"),
                    Option.path("dev", "SQuAD 1.1 JSON that early stopping watches"),
                    Option.path("test", "SQuAD 1.1 JSON that 'unipelt compare' judges the trained composition on"))
            .and(SpanOptions.SCHEMA);

    private final QuestionReader questions;

    @Activate
    public QuestionAnsweringTask(@Reference QuestionReader questions) {
        this.questions = questions;
    }

    @Override
    public OptionSchema options() {
        return OPTIONS;
    }

    @Override
    public TaskInstance instantiate(Options options) {
        return new QuestionAnsweringInstance(questions, options);
    }
}
