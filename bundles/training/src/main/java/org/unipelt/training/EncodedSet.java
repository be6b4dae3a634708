package org.unipelt.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.api.text.TokenBatch;

/** A data set whose texts are tokenised once, for all epochs. */
final class EncodedSet {
    private final List<Example> examples;
    private final List<Encoding> encodings;
    private final int paddingId;

    private EncodedSet(List<Example> examples, List<Encoding> encodings, int paddingId) {
        this.examples = examples;
        this.encodings = encodings;
        this.paddingId = paddingId;
    }

    /** The examples, each cut to at most so many tokens. */
    static EncodedSet of(List<Example> examples, TextTokenizer tokenizer, int maximumLength) {
        List<Encoding> encodings = new ArrayList<>(examples.size());
        for (Example example : examples) {
            encodings.add(idsOnly(tokenizer.encode(
                    example.input().text(), example.input().pair(), maximumLength, Truncation.LONGEST_FIRST)));
        }
        return new EncodedSet(List.copyOf(examples), encodings, tokenizer.paddingId());
    }

    int size() {
        return examples.size();
    }

    List<Example> examples() {
        return examples;
    }

    /** How many texts were cut. */
    int truncated() {
        return (int) encodings.stream().filter(Encoding::truncated).count();
    }

    /** How many tokens each row has. */
    int[] lengths() {
        return encodings.stream().mapToInt(Encoding::length).toArray();
    }

    /** These rows, padded to the longest of them. */
    TokenBatch batch(int[] rows) {
        return TokenBatch.of(Arrays.stream(rows).mapToObj(encodings::get).toList(), paddingId);
    }

    /** These rows with their targets, in parts of at most so many rows, each padded to its own longest. */
    List<Part> parts(int[] rows, TaskHead head, int partSize) {
        List<Part> parts = new ArrayList<>();
        for (int start = 0; start < rows.length; start += partSize) {
            int[] some = Arrays.copyOfRange(rows, start, Math.min(start + partSize, rows.length));
            parts.add(new Part(batch(some), targets(some, head)));
        }
        return parts;
    }

    private float[] targets(int[] rows, TaskHead head) {
        float[][] each = Arrays.stream(rows)
                .mapToObj(row -> head.target(examples.get(row)))
                .toArray(float[][]::new);
        float[] all =
                new float[Arrays.stream(each).mapToInt(target -> target.length).sum()];
        int end = 0;
        for (float[] target : each) {
            System.arraycopy(target, 0, all, end, target.length);
            end += target.length;
        }
        return all;
    }

    /** Token texts and offsets are many times the size of the ids, and training has no use for them. */
    private static Encoding idsOnly(Encoding encoding) {
        return new Encoding(encoding.ids(), encoding.typeIds(), new int[0][], List.of(), encoding.truncated());
    }
}
