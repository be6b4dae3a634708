package org.unipelt.task.sentence;

import java.util.List;
import org.unipelt.api.TextInput;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.TextTokenizer;

/** Texts that are one row each, with one row of scores. */
public final class SentenceRows {
    private SentenceRows() {}

    /** An example's only row. */
    public static List<Row> of(
            TaskHead head, Example example, TextTokenizer tokenizer, int maximumLength, float[] target) {
        return List.of(
                Row.of(head.encode(example.input(), tokenizer, maximumLength).get(0), target));
    }

    /** The scores of each text. */
    public static List<float[]> scores(List<TextInput> inputs, TaskModel model) {
        return model.read(inputs).stream().map(rows -> rows.get(0).scores()).toList();
    }
}
