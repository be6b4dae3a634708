package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.api.text.TokenBatch.Side;

/** Texts of different lengths side by side. */
class BatchesTest {
    private static final int PADDING = 7;

    @TempDir
    private static Path area;

    @Test
    void paddingInFrontLetsAllTextsEndAtOnePlace() {
        List<Encoding> encodings = encodings();
        int[] texts = encodings.stream().mapToInt(Encoding::length).toArray();

        TokenBatch batch = TokenBatch.of(encodings, PADDING, Side.LEFT);

        assertEquals(3, batch.rows());
        assertEquals(IntStream.of(texts).max().orElseThrow(), batch.length());
        for (int row = 0; row < 3; row++) {
            assertRow(batch, row, batch.length() - texts[row], encodings.get(row));
        }
    }

    @Test
    void paddingBehindIsTheRule() {
        List<Encoding> encodings = encodings();

        TokenBatch batch = TokenBatch.of(encodings, PADDING);

        for (int row = 0; row < 3; row++) {
            assertRow(batch, row, 0, encodings.get(row));
        }
        TokenBatch right = TokenBatch.of(encodings, PADDING, Side.RIGHT);
        assertArrayEquals(batch.ids(), right.ids());
        assertArrayEquals(batch.mask(), right.mask());
    }

    @Test
    void noTextsAreAnEmptyBatch() {
        TokenBatch batch = TokenBatch.of(List.of(), PADDING, Side.LEFT);

        assertEquals(0, batch.rows());
        assertEquals(0, batch.ids().length);
    }

    /** Pairs among them, whose types must move with their tokens. */
    private static List<Encoding> encodings() {
        try (TextTokenizer tokenizer =
                new HuggingFaceTokenizerFactory(area).open(Models.of(Models.tokenizerJson("tiny-bert")))) {
            return List.of(
                    tokenizer.encode("the cat", "on the sill", 64, Truncation.LONGEST_FIRST),
                    tokenizer.encode("", null, 64, Truncation.LONGEST_FIRST),
                    tokenizer.encode("the cat sleeps on the warm window sill", "", 64, Truncation.LONGEST_FIRST));
        }
    }

    /** A row holds a text from this place on, and padding else. */
    private static void assertRow(TokenBatch batch, int row, int start, Encoding text) {
        for (int place = 0; place < batch.length(); place++) {
            int at = row * batch.length() + place;
            boolean real = place >= start && place < start + text.length();
            assertEquals(real ? text.ids()[place - start] : PADDING, batch.ids()[at], "id at " + at);
            assertEquals(real ? text.typeIds()[place - start] : 0, batch.typeIds()[at], "type at " + at);
            assertEquals(real ? 1 : 0, batch.mask()[at], "mask at " + at);
        }
    }
}
