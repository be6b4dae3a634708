package org.unipelt.task.answering;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.QuestionReader;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;

/** Question answering with a user's options. */
record QuestionAnsweringInstance(QuestionReader questions, Options options) implements TaskInstance {

    @Override
    public List<Example> read(Path file) {
        return questions.read(file);
    }

    @Override
    public boolean pairs() {
        return true;
    }

    @Override
    public TaskHead fit(List<Example> training, List<Example> dev) {
        if (training.isEmpty()) {
            throw new DataException(
                    options.optionalText("train").orElse("training data"),
                    "there is no question to learn from",
                    "Name a file with questions");
        }
        return new SpanHead(SpanOptions.of(options));
    }

    @Override
    public TaskHead restore(Map<String, Object> state) {
        String where = "state of the question-answering head";
        try {
            return new SpanHead(SpanOptions.of(SpanOptions.SCHEMA.parse(state, where)));
        } catch (ConfigurationException e) {
            throw new DataException(
                    where,
                    "it is not understood (" + e.getMessage() + ")",
                    "The pack is damaged; copy it again or train anew",
                    e);
        }
    }
}
