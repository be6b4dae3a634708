package org.unipelt.task.sentence;

import java.util.List;
import java.util.stream.IntStream;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/** A model that gives the scores that a test says, and a tokenizer of one token for each text. */
public record ScriptedModel(List<float[]> scores) implements TaskModel {
    private static final int LONGEST = 7;

    /** The answers of a head to these scores, one row for each text. */
    public static List<Answer> answers(TaskHead head, float[]... scores) {
        List<TextInput> inputs = IntStream.range(0, scores.length)
                .mapToObj(i -> TextInput.of("text " + i))
                .toList();
        return head.answer(inputs, new ScriptedModel(List.of(scores)));
    }

    /** The target of an example's only row. */
    public static float[] target(TaskHead head, Example example) {
        return head.rows(example, new OneToken(), LONGEST).get(0).target();
    }

    @Override
    public TextTokenizer tokenizer() {
        return new OneToken();
    }

    @Override
    public int maximumLength() {
        return LONGEST;
    }

    @Override
    public List<List<Reading>> read(List<TextInput> inputs) {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> List.of(new Reading(null, scores.get(i))))
                .toList();
    }

    @Override
    public TextDecoder decoder() {
        throw new UnsupportedOperationException("it only reads");
    }

    private static final class OneToken implements TextTokenizer {
        @Override
        public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
            return new Encoding(new int[1], new int[1], new int[1][2], List.of(text), false);
        }

        @Override
        public String decode(int[] ids, boolean skipSpecialTokens) {
            throw new UnsupportedOperationException("heads for sentences write nothing");
        }

        @Override
        public int vocabularySize() {
            return 1;
        }

        @Override
        public int paddingId() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
