package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * Every text of the fixtures gives what the reference implementation (transformers 4.57) gives: WordPiece, byte-level BPE and
 * Unigram. The files of tiny-t5-v1_1 are those of tiny-t5.
 */
class ReferenceRowsTest {
    @TempDir
    private static Path area;

    private TextTokenizer tokenizer;

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @TestFactory
    Stream<DynamicTest> bert() {
        return rowsOf("tiny-bert");
    }

    @TestFactory
    Stream<DynamicTest> bertWithoutPrefix() {
        return rowsOf("tiny-bert-no-prefix");
    }

    @TestFactory
    Stream<DynamicTest> roberta() {
        return rowsOf("tiny-roberta");
    }

    @TestFactory
    Stream<DynamicTest> gpt2() {
        return rowsOf("tiny-gpt2");
    }

    @TestFactory
    Stream<DynamicTest> t5() {
        return rowsOf("tiny-t5");
    }

    private Stream<DynamicTest> rowsOf(String model) {
        tokenizer = new HuggingFaceTokenizerFactory(area).open(Models.saved(model));
        Row[] rows = new Gson().fromJson(Models.resource(model, "tokens.json"), Row[].class);
        assertEquals(38, rows.length);
        return IntStream.range(0, rows.length)
                .mapToObj(i -> dynamicTest(i + " " + rows[i].title(), () -> check(rows[i])));
    }

    private void check(Row row) {
        Encoding encoding = tokenizer.encode(row.text(), row.pair(), row.maximumLength(), row.rule());

        assertArrayEquals(row.ids(), encoding.ids());
        assertEquals(row.tokens(), encoding.tokens());
        assertArrayEquals(row.offsets(), encoding.offsets());
        assertEquals(row.decoded(), tokenizer.decode(encoding.ids(), true));
        // every truncated row of the fixtures was longer than its limit
        assertEquals(row.truncation() != null, encoding.truncated());
        if (row.typeIds() != null) {
            assertArrayEquals(row.typeIds(), encoding.typeIds());
        }
        assertFalse(Arrays.stream(row.mask()).anyMatch(mask -> mask != 1), "the fixtures have no padding");
    }

    /** A row of tokens.json; roberta, gpt2 and t5 have no type ids there. */
    private record Row(
            String text,
            String pair,
            String truncation,
            @SerializedName("max_length") Integer limit,
            @SerializedName("input_ids") int[] ids,
            @SerializedName("token_type_ids") int[] typeIds,
            @SerializedName("attention_mask") int[] mask,
            @SerializedName("offset_mapping") int[][] offsets,
            List<String> tokens,
            String decoded) {

        String title() {
            return text + (pair == null ? "" : " | " + pair) + (truncation == null ? "" : " (" + truncation + ")");
        }

        int maximumLength() {
            return limit == null ? Integer.MAX_VALUE : limit;
        }

        Truncation rule() {
            return truncation == null
                    ? Truncation.LONGEST_FIRST
                    : Truncation.valueOf(truncation.toUpperCase(Locale.ROOT));
        }
    }
}
