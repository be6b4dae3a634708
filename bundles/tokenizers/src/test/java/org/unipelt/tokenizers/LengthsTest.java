package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.DataException;
import org.unipelt.api.text.TextTokenizer.Truncation;

/** The expected lengths were computed with Hugging Face tokenizers 0.22.2. */
class LengthsTest {

    @ParameterizedTest
    @CsvSource({
        "3, 4, 7, 3, 4", "5, 5, 7, 3, 4", "5, 5, 8, 4, 4", "2, 9, 7, 2, 5", "9, 2, 7, 5, 2", "6, 5, 7, 4, 3",
        "5, 6, 7, 3, 4", "9, 20, 7, 3, 4", "20, 9, 7, 4, 3", "8, 8, 5, 2, 3", "3, 4, 1, 0, 1", "4, 3, 1, 1, 0",
        "3, 4, 0, 0, 0", "1, 9, 3, 1, 2", "9, 0, 4, 4, 0", "4, 8, 6, 3, 3", "8, 4, 6, 3, 3", "8, 4, 8, 4, 4",
    })
    void longestFirstTakesFromTheLongerText(int first, int second, int room, int keptFirst, int keptSecond) {
        assertEquals(
                new Lengths(keptFirst, keptSecond), new Lengths(first, second).cutTo(room, Truncation.LONGEST_FIRST));
    }

    @ParameterizedTest
    @CsvSource({
        "ONLY_FIRST, 3, 4, 7, 3, 4", "ONLY_FIRST, 5, 5, 7, 2, 5", "ONLY_FIRST, 5, 6, 7, 1, 6",
        "ONLY_FIRST, 3, 4, 0, 0, 0", "ONLY_FIRST, 9, 0, 4, 4, 0", "ONLY_SECOND, 3, 4, 7, 3, 4",
        "ONLY_SECOND, 5, 5, 7, 5, 2", "ONLY_SECOND, 6, 5, 7, 6, 1", "ONLY_SECOND, 1, 9, 3, 1, 2",
    })
    void onlyTheNamedTextIsCut(Truncation truncation, int first, int second, int room, int keptFirst, int keptSecond) {
        assertEquals(new Lengths(keptFirst, keptSecond), new Lengths(first, second).cutTo(room, truncation));
    }

    @ParameterizedTest
    @CsvSource({
        "ONLY_FIRST, 2, 9, 7",
        "ONLY_FIRST, 1, 9, 3",
        "ONLY_FIRST, 4, 8, 6",
        "ONLY_SECOND, 9, 2, 7",
        "ONLY_SECOND, 8, 4, 8",
        "ONLY_SECOND, 9, 0, 4",
    })
    void aTextThatWouldVanishIsAnError(Truncation truncation, int first, int second, int room) {
        Lengths lengths = new Lengths(first, second);

        assertThrows(DataException.class, () -> lengths.cutTo(room, truncation));
    }

    @Test
    void theErrorNamesTheTextAndBothCounts() {
        DataException error =
                assertThrows(DataException.class, () -> new Lengths(9, 2).cutTo(7, Truncation.ONLY_SECOND));

        assertTrue(
                error.getMessage()
                        .contains("only the second text may be cut, it has 2 tokens and 4 tokens are too many"),
                error.getMessage());
    }
}
