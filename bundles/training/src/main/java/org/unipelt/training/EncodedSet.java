package org.unipelt.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.unipelt.api.session.TrainableComposition.Part;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TokenBatch;

/** The rows of a data set, made once for all epochs. */
final class EncodedSet {
    private final List<Row> rows = new ArrayList<>();
    private final int paddingId;
    private int truncated;

    private EncodedSet(int paddingId) {
        this.paddingId = paddingId;
    }

    /**
     * What there is to learn from the examples.
     *
     * @param learned gives the rows of an example
     */
    static EncodedSet of(List<Example> examples, Function<Example, List<Row>> learned, int paddingId) {
        EncodedSet set = new EncodedSet(paddingId);
        for (Example example : examples) {
            List<Row> rows = learned.apply(example);
            rows.forEach(row -> set.rows.add(new Row(
                    idsOnly(row.text()),
                    row.written() == null ? null : idsOnly(row.written()),
                    row.given(),
                    row.target())));
            set.truncated += rows.stream().anyMatch(EncodedSet::truncated) ? 1 : 0;
        }
        return set;
    }

    private static boolean truncated(Row row) {
        return row.text().truncated() || row.written() != null && row.written().truncated();
    }

    /** Token texts and offsets are many times the size of the ids, and training has no use for them. */
    private static Encoding idsOnly(Encoding encoding) {
        return new Encoding(encoding.ids(), encoding.typeIds(), new int[0][], List.of(), encoding.truncated());
    }

    /** How many rows. */
    int size() {
        return rows.size();
    }

    /** What is read of each row. */
    List<Encoding> texts() {
        return rows.stream().map(Row::text).toList();
    }

    /** How many texts were cut. */
    int truncated() {
        return truncated;
    }

    /** How many tokens each row has. */
    int[] lengths() {
        return rows.stream()
                .mapToInt(row -> row.text().length()
                        + (row.written() == null ? 0 : row.written().length()))
                .toArray();
    }

    /** These rows, in parts of at most so many, each padded to its own longest. */
    List<Part> parts(int[] wanted, int partSize) {
        List<Part> parts = new ArrayList<>();
        for (int start = 0; start < wanted.length; start += partSize) {
            parts.add(part(Arrays.stream(wanted, start, Math.min(start + partSize, wanted.length))
                    .mapToObj(rows::get)
                    .toList()));
        }
        return parts;
    }

    private Part part(List<Row> some) {
        TokenBatch texts = TokenBatch.of(some.stream().map(Row::text).toList(), paddingId);
        TokenBatch written = some.get(0).written() == null
                ? null
                : TokenBatch.of(some.stream().map(Row::written).toList(), paddingId);
        return new Part(texts, written, gateMask(some, (written == null ? texts : written).length()), targets(some));
    }

    /** Null where gates read everything. */
    private static float[] gateMask(List<Row> some, int length) {
        if (some.stream().allMatch(row -> row.given() >= read(row).length())) {
            return null;
        }
        float[] mask = new float[some.size() * length];
        for (int i = 0; i < some.size(); i++) {
            Arrays.fill(mask, i * length, i * length + some.get(i).given(), 1f);
        }
        return mask;
    }

    private static Encoding read(Row row) {
        return row.written() == null ? row.text() : row.written();
    }

    private static float[] targets(List<Row> some) {
        int size = some.stream().mapToInt(row -> row.target().length).max().orElse(0);
        float[] all = new float[some.size() * size];
        Arrays.fill(all, Row.IGNORED);
        for (int i = 0; i < some.size(); i++) {
            float[] target = some.get(i).target();
            System.arraycopy(target, 0, all, i * size, target.length);
        }
        return all;
    }
}
