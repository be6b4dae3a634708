package org.unipelt.creation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordCountsTest {

    @Test
    void wordsAreCutAtSpacesAndAroundPunctuation() {
        WordCounts counts = new WordCounts();
        counts.add("  Der Hund, \t(der\u00a0Hund).");
        counts.add("");

        assertEquals(
                Map.of("▁Der", 1L, "▁Hund", 2L, ",", 1L, "▁", 1L, "(", 1L, "der", 1L, ")", 1L, ".", 1L),
                counts.byWord());
    }

    @Test
    void partsOfALetterAreTheLetter() {
        WordCounts counts = new WordCounts();
        counts.add("Ga\u0308nse G\u00e4nse");

        assertEquals(Map.of("▁G\u00e4nse", 2L), counts.byWord());
    }
}
