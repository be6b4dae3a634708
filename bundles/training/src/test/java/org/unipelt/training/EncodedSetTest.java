package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.unipelt.api.TextInput;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer.Truncation;

/** What heads make of texts, as a step is fed with it. */
class EncodedSetTest {
    private static final List<Example> EXAMPLES = List.of(example("the film"), example("a bad plot"));

    @Test
    void aTextMayGiveSeveralRowsOrNone() {
        EncodedSet set = set(text -> text.length() > 3 ? List.of(Row.of(text, 1), Row.of(text, 2)) : List.of());

        assertEquals(2, set.size());
        Part part = set.parts(new int[] {1, 0}, 2).get(0);
        assertArrayEquals(new float[] {2, 1}, part.targets());
        assertEquals(4, part.batch().length());
        assertNull(part.written());
        assertNull(part.gateMask());
    }

    @Test
    void targetsOfDifferentLengthsAreFilledUp() {
        EncodedSet set = set(text -> List.of(Row.of(text, new float[text.length()])));

        assertArrayEquals(
                new float[] {0, 0, 0, Row.IGNORED, 0, 0, 0, 0},
                set.parts(new int[] {0, 1}, 2).get(0).targets());
    }

    @Test
    void gatesReadWhatIsGivenOfATextThatGoesOn() {
        EncodedSet set = set(text -> List.of(Row.goingOn(text, text.length() - 1, 0)));

        Part part = set.parts(new int[] {0, 1}, 2).get(0);
        assertArrayEquals(new float[] {1, 1, 0, 0, 1, 1, 1, 0}, part.gateMask());
        assertArrayEquals(new float[] {1, 1, 1, 0, 1, 1, 1, 1}, part.batch().mask());
    }

    @Test
    void gatesReadTheStartOfWhatIsWrittenBesideAnEncoder() {
        EncodedSet set = set(text -> List.of(Row.writing(text, start(text.length() - 1), 0)));

        Part part = set.parts(new int[] {0, 1}, 2).get(0);
        assertArrayEquals(new float[] {1, 1, 0, 1, 1, 1}, part.written().mask());
        assertArrayEquals(new float[] {1, 0, 0, 1, 0, 0}, part.gateMask());
        assertArrayEquals(new int[] {5, 7}, set.lengths());
    }

    private static Encoding start(int length) {
        return new Encoding(new int[length], new int[length], new int[length][2], List.of(), false);
    }

    private static Example example(String text) {
        return new Example(TextInput.of(text), "+", 1);
    }

    private static EncodedSet set(Function<Encoding, List<Row>> rows) {
        WordTokenizer tokenizer = new WordTokenizer();
        return EncodedSet.of(
                EXAMPLES,
                example -> rows.apply(tokenizer.encode(example.input().text(), null, 9, Truncation.LONGEST_FIRST)),
                tokenizer.paddingId());
    }
}
