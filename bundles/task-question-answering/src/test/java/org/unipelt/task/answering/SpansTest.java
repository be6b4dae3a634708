package org.unipelt.task.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Reading;
import org.unipelt.api.text.Encoding;

class SpansTest {
    private static final String CONTEXT = "one 😀 two one";
    /** A question of two tokens between special ones, the four words, a special token. */
    private static final int[][] OFFSETS = {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 3}, {4, 5}, {6, 9}, {10, 13}, {0, 0}};

    private static final int ONE = 4;
    private static final int SMILE = 5;
    private static final int TWO = 6;
    private static final int ONE_AGAIN = 7;

    @Test
    void theBestPartIsCutFromTheText() {
        assertEquals(
                "😀 two",
                best(options(5, 9), reading(Map.of(SMILE, 2f), Map.of(TWO, 2f))).label());
    }

    @Test
    void noAnswerCrossesIntoTheQuestion() {
        assertEquals(
                "two",
                best(options(5, 9), reading(Map.of(0, 90f, 2, 90f, TWO, 1f), Map.of(1, 90f, 8, 90f, TWO, 1f)))
                        .label());
    }

    @Test
    void anAnswerDoesNotEndBeforeItStarts() {
        assertEquals(
                "two",
                best(options(5, 9), reading(Map.of(TWO, 5f), Map.of(ONE, 5f, TWO, 1f)))
                        .label());
    }

    @Test
    void anAnswerIsNotLongerThanAllowed() {
        Reading reading = reading(Map.of(ONE, 5f, TWO, 4f), Map.of(TWO, 5f));

        assertEquals("one 😀 two", best(options(5, 3), reading).label());
        assertEquals("two", best(options(5, 2), reading).label());
    }

    @Test
    void probabilitiesAreThoseAmongTheBest() {
        Answer answer = best(options(2, 1), reading(Map.of(SMILE, 2f, TWO, 1f), Map.of(SMILE, 1f)));

        double sum = Math.exp(3) + Math.exp(1);
        assertEquals(List.of("😀", "two"), new ArrayList<>(answer.scores().keySet()));
        assertEquals(Math.exp(3) / sum, answer.scores().get("😀"), 1e-9);
        assertEquals(Math.exp(1) / sum, answer.scores().get("two"), 1e-9);
    }

    @Test
    void oneTextIsOneAnswer() {
        Answer answer = best(options(4, 1), reading(Map.of(ONE, 2f, ONE_AGAIN, 3f), Map.of()));

        assertEquals("one", answer.label());
        assertEquals(Math.exp(3) / (Math.exp(3) + 2), answer.scores().get("one"), 1e-9);
    }

    @Test
    void theBestOfAllWindowsCounts() {
        Reading low = reading(Map.of(ONE, 1f), Map.of(ONE, 1f));
        Reading high = reading(Map.of(TWO, 3f), Map.of(TWO, 3f));

        assertEquals("two", best(options(5, 9), low, high).label());
        assertEquals("two", best(options(5, 9), high, low).label());
        // and the same part in two windows is one
        assertEquals(
                best(options(1, 9), high).scores(),
                best(options(1, 9), high, high).scores());
    }

    @Test
    void aContextOfNoTokensHasNoAnswer() {
        Encoding none = new Encoding(new int[2], new int[2], new int[2][2], List.of(), false);

        assertEquals(new Answer("", Map.of()), best(options(5, 9), new Reading(none, new float[4])));
    }

    private static SpanOptions options(int best, int longest) {
        return new SpanOptions("f1", 0, best, longest);
    }

    private static Answer best(SpanOptions options, Reading... windows) {
        return new Spans(CONTEXT, options).best(List.of(windows));
    }

    private static Reading reading(Map<Integer, Float> starts, Map<Integer, Float> ends) {
        float[] scores = new float[2 * OFFSETS.length];
        starts.forEach((place, score) -> scores[2 * place] = score);
        ends.forEach((place, score) -> scores[2 * place + 1] = score);
        Encoding row = new Encoding(new int[OFFSETS.length], new int[OFFSETS.length], OFFSETS, List.of(), false);
        return new Reading(row, scores);
    }
}
