package org.unipelt.api.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.osgi.annotation.versioning.ProviderType;

/** Batches of rows of like length, since each row is padded to the longest of its batch. */
@ProviderType
public final class LengthBatches {
    private LengthBatches() {}

    /**
     * Which rows share a batch: by length, the shortest first, rows of one length in their order.
     *
     * @param lengths how many tokens each row has
     * @param size the most rows of a batch
     */
    public static List<int[]> of(int[] lengths, int size) {
        int[] sorted = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> lengths[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < sorted.length; start += size) {
            batches.add(Arrays.copyOfRange(sorted, start, Math.min(start + size, sorted.length)));
        }
        return batches;
    }

    /**
     * Runs the rows of all texts, those of like length together.
     *
     * @param texts the rows of each text
     * @param paddingId what rows are padded with, behind their ends
     * @param size the most rows of a batch
     * @param model gives something for each row of a batch
     * @return what it gave for the rows of each text, in order
     */
    public static <T> List<List<T>> run(
            List<List<Encoding>> texts, int paddingId, int size, Function<TokenBatch, List<T>> model) {
        List<Encoding> rows = texts.stream().flatMap(List::stream).toList();
        List<T> given = new ArrayList<>(Collections.nCopies(rows.size(), null));
        for (int[] batch : of(rows.stream().mapToInt(Encoding::length).toArray(), size)) {
            List<T> some = model.apply(
                    TokenBatch.of(Arrays.stream(batch).mapToObj(rows::get).toList(), paddingId));
            for (int i = 0; i < batch.length; i++) {
                given.set(batch[i], some.get(i));
            }
        }
        List<List<T>> byText = new ArrayList<>(texts.size());
        int next = 0;
        for (List<Encoding> text : texts) {
            byText.add(List.copyOf(given.subList(next, next + text.size())));
            next += text.size();
        }
        return byText;
    }
}
