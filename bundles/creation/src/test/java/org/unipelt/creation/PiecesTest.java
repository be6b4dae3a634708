package org.unipelt.creation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PiecesTest {

    /** The example of Sennrich et al. 2016: e s, es t, then l o. */
    @Test
    void theMostFrequentNeighboursAreJoinedFirst() {
        Pieces.Learned learned = Pieces.learn(Map.of("low_", 5L, "lower_", 2L, "newest_", 6L, "widest_", 3L), 11 + 5);

        assertEquals(
                List.of("es", "est", "est_", "lo", "low"),
                learned.merges().stream().map(Pieces.Pair::joined).toList());
        assertEquals(
                List.of("es", "est", "est_", "lo", "low"),
                learned.pieces().subList(11, 16),
                "behind the 11 characters");
    }

    @Test
    void theCharactersThatAreTooRareAreLeftOutAndNoPieceHasThem() {
        Pieces.Learned learned = Pieces.learn(Map.of("aaab", 9L, "aaxb", 3L), 3);

        assertEquals(List.of("a", "b", "x"), learned.pieces());
        assertEquals(
                List.of("a", "b"),
                Pieces.learn(Map.of("aaab", 9L, "aaxb", 3L), 2).pieces());
    }

    @Test
    void itEndsWhereNoPairStandsTogetherTwice() {
        Pieces.Learned learned = Pieces.learn(Map.of("abab", 1L, "xy", 1L), 100);

        assertEquals(
                List.of("ab"),
                learned.merges().stream().map(Pieces.Pair::joined).toList());
    }

    @Test
    void aPieceThatComesAboutInTwoWaysIsThereOnce() {
        Pieces.Learned learned = Pieces.learn(Map.of("abc", 10L, "ab", 10L, "bc", 15L, "xabcx", 4L, "xab", 30L), 100);

        assertEquals(
                learned.pieces().size(), learned.pieces().stream().distinct().count());
        assertTrue(learned.pieces().contains("xabcx"), learned.pieces()::toString);
    }
}
