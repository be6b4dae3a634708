package org.unipelt.shell.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.unipelt.api.TextInput;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** Texts or pairs of texts to measure with. */
public record Workload(List<TextInput> texts) {
    /** As UniPELT's paper and the peers' benchmarks cut. */
    static final int LONGEST = 128;

    /** 32 sentences of usual lengths. */
    public static Workload usual() {
        try (InputStream stream = Workload.class.getResourceAsStream("texts.txt")) {
            return new Workload(new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(TextInput::of)
                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException("the bundle lacks texts.txt", e);
        }
    }

    /**
     * Batches of full size that stand for an epoch sorted by length: taken at even distances through it, in random order.
     *
     * @param size texts of a batch; all there are where that is fewer
     * @param count the most batches
     */
    List<TokenBatch> sortedByLength(TextTokenizer tokenizer, int longest, int size, int count) {
        List<Encoding> sorted = texts.stream()
                .map(text -> encoded(text, tokenizer, longest))
                .sorted(Comparator.comparingInt(Encoding::length))
                .toList();
        int rows = Math.min(size, sorted.size());
        int full = sorted.size() / rows;
        int taken = Math.min(count, full);
        List<TokenBatch> batches = new ArrayList<>(IntStream.range(0, taken)
                .map(i -> (int) ((i + 0.5) * full / taken) * rows)
                .mapToObj(start -> TokenBatch.of(sorted.subList(start, start + rows), tokenizer.paddingId()))
                .toList());
        Collections.shuffle(batches, new Random(1));
        return batches;
    }

    /** Groups of texts as they come, in random order; one group of all where there are fewer. */
    List<List<TextInput>> groups(int size, int count) {
        List<TextInput> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, new Random(1));
        int rows = Math.min(size, shuffled.size());
        return IntStream.range(0, Math.min(count, shuffled.size() / rows))
                .mapToObj(i -> List.copyOf(shuffled.subList(i * rows, (i + 1) * rows)))
                .toList();
    }

    static Encoding encoded(TextInput text, TextTokenizer tokenizer, int longest) {
        return tokenizer.encode(text.text(), text.pair(), longest, TextTokenizer.Truncation.LONGEST_FIRST);
    }
}
