package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.LengthBatches;
import org.unipelt.api.text.TokenBatch;

class LengthBatchesTest {
    @Test
    void rowsOfLikeLengthShareABatchAndEqualOnesKeepTheirOrder() {
        List<int[]> batches = LengthBatches.of(new int[] {5, 2, 9, 2, 5}, 2);
        assertEquals(3, batches.size());
        assertArrayEquals(new int[] {1, 3}, batches.get(0));
        assertArrayEquals(new int[] {0, 4}, batches.get(1));
        assertArrayEquals(new int[] {2}, batches.get(2));
        assertEquals(List.of(), LengthBatches.of(new int[0], 2));
    }

    @Test
    void whatTheModelGivesComesBackByTextInOrder() {
        List<List<Encoding>> texts =
                List.of(List.of(row(7, 7, 7), row(1)), List.of(), List.of(row(4, 4)), List.of(row(9)));
        List<Integer> widths = new ArrayList<>();

        List<List<Integer>> given = LengthBatches.run(texts, 0, 2, batch -> {
            widths.add(batch.length());
            return firsts(batch);
        });

        assertEquals(List.of(List.of(7, 1), List.of(), List.of(4), List.of(9)), given);
        assertEquals(List.of(1, 3), widths);
    }

    private static List<Integer> firsts(TokenBatch batch) {
        return IntStream.range(0, batch.rows())
                .mapToObj(row -> batch.ids()[row * batch.length()])
                .toList();
    }

    private static Encoding row(int... ids) {
        return new Encoding(ids, new int[ids.length], new int[0][], Arrays.asList(new String[ids.length]), false);
    }
}
