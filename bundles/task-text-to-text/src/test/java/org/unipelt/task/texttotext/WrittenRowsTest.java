package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.Writing;
import org.unipelt.api.task.Row;

/** Letters are 3 (a), 4 (b) and so on; 2 is a line end, 1 ends a text. */
class WrittenRowsTest {
    private static final float I = Row.IGNORED;
    private static final Writing BESIDE_ENCODER = new Writing(OptionalInt.of(0), List.of(1), 0);
    private static final Writing BEHIND = new Writing(OptionalInt.empty(), List.of(1), 1);
    private static final LetterTokenizer ENDING = new LetterTokenizer(List.of(), List.of(1));
    private static final LetterTokenizer PLAIN = new LetterTokenizer(List.of(), List.of());
    /** As Llama's. */
    private static final LetterTokenizer BEGINNING = new LetterTokenizer(List.of(28), List.of());

    @Test
    void aDecoderBesideAnEncoderBeginsWithItsStartTokenAndLearnsEachNextToken() {
        Row row = new WrittenRows(ENDING, 10, BESIDE_ENCODER).row("ab", "cd");

        assertArrayEquals(new int[] {3, 4, 1}, row.text().ids());
        assertArrayEquals(new int[] {0, 5, 6}, row.written().ids());
        assertArrayEquals(new float[] {5, 6, 1}, row.target());
        assertEquals(1, row.given(), "gates read the start token");
        assertFalse(row.written().truncated());
    }

    @Test
    void aTextIsFollowedByOneEndTokenWhetherItsTokenizerPutsItOrNot() {
        assertArrayEquals(
                new float[] {5, 6, 1},
                new WrittenRows(PLAIN, 10, BESIDE_ENCODER).row("ab", "cd").target());
    }

    @Test
    void aTargetThatIsCutDoesNotTeachToEndThere() {
        Row row = new WrittenRows(ENDING, 3, BESIDE_ENCODER).row("abcd", "efgh");

        assertArrayEquals(new int[] {3, 4, 1}, row.text().ids());
        assertTrue(row.text().truncated());
        assertArrayEquals(new float[] {7, 8, 9}, row.target());
        assertTrue(row.written().truncated());
    }

    @Test
    void aDecoderGoesOnBehindWhatIsGivenAndOnlyTheTargetCounts() {
        Row row = new WrittenRows(PLAIN, 10, BEHIND).row("ab\n", "cd");

        assertNull(row.written());
        assertArrayEquals(new int[] {3, 4, 2, 5, 6}, row.text().ids());
        assertArrayEquals(new float[] {I, I, 5, 6, 1}, row.target());
        assertEquals(3, row.given(), "gates read what is given");
    }

    @Test
    void whatATokenizerPutsInFrontOfATextStandsInFrontOfTheWholeAlone() {
        Row row = new WrittenRows(BEGINNING, 10, BEHIND).row("ab", "cd");

        assertArrayEquals(new int[] {28, 3, 4, 5, 6}, row.text().ids());
        assertArrayEquals(new float[] {I, I, 5, 6, 1}, row.target());
    }

    @Test
    void whatIsGivenLosesItsStartWhereBothAreTooLong() {
        Row row = new WrittenRows(PLAIN, 6, BEHIND).row("abcdef", "gh");

        assertArrayEquals(new int[] {5, 6, 7, 8, 9, 10}, row.text().ids());
        assertEquals(4, row.given());
        assertArrayEquals(new float[] {I, I, I, 9, 10, 1}, row.target());
        assertTrue(row.text().truncated());
    }

    @Test
    void whatATokenizerPutsInFrontStaysWhereTheTextLosesItsStart() {
        Row row = new WrittenRows(BEGINNING, 6, BEHIND).row("abcdef", "gh");

        assertArrayEquals(new int[] {28, 6, 7, 8, 9, 10}, row.text().ids());
        assertEquals(4, row.given());
        assertArrayEquals(new float[] {I, I, I, 9, 10, 1}, row.target());
        assertTrue(row.text().truncated());
    }

    @Test
    void halfOfTheRoomIsForEachWhereBothAreFarTooLong() {
        Row row = new WrittenRows(PLAIN, 6, BEHIND).row("abcdefgh", "ijklmnop");

        assertEquals(6, row.text().length());
        assertEquals(4, row.given());
        assertArrayEquals(new float[] {I, I, I, 11, 12, 13}, row.target());
    }

    @Test
    void behindNothingATextBeginsBehindAnotherOnesEnd() {
        Row row = new WrittenRows(PLAIN, 6, BEHIND).row("", "ab");

        assertArrayEquals(new int[] {1, 3, 4}, row.text().ids());
        assertArrayEquals(new float[] {3, 4, 1}, row.target());
    }

    @Test
    void aModelThatNamesNoEndIsRefused() {
        Writing endless = new Writing(OptionalInt.empty(), List.of(), 0);

        String message = assertThrows(
                        ConfigurationException.class, () -> new WrittenRows(PLAIN, 6, endless).row("a", "b"))
                .getMessage();
        assertTrue(message.contains("eos_token_id"), message);
    }
}
