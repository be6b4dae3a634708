package org.unipelt.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.unipelt.api.text.LengthBatches;

/**
 * Which rows go into which batch. Rows of like length share a batch, since each is padded to the batch's longest; which they
 * are, and in which order batches come, is left to chance, the same for the same seed.
 */
final class BatchPlan {
    /** Batches that are sorted by length together: enough that like lengths meet, few enough that chance keeps mixing. */
    private static final int BATCHES_PER_CHUNK = 32;

    private final int[] lengths;
    private final int batchSize;
    private final long seed;

    /**
     * A plan.
     *
     * @param lengths how many tokens each row has
     * @param batchSize the most rows in a batch
     * @param seed of all shuffles
     */
    BatchPlan(int[] lengths, int batchSize, long seed) {
        this.lengths = lengths.clone();
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** How many batches an epoch has. */
    int batchesPerEpoch() {
        return (lengths.length + batchSize - 1) / batchSize;
    }

    /**
     * The batches of an epoch: every row once.
     *
     * @param epoch from 1
     */
    List<int[]> epoch(int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        List<Integer> rows = rows();
        shuffle(rows, random);
        List<int[]> batches = new ArrayList<>();
        int chunk = (int) Math.min((long) batchSize * BATCHES_PER_CHUNK, Math.max(1, rows.size()));
        for (int start = 0; start < rows.size(); start += chunk) {
            batches.addAll(cut(rows.subList(start, Math.min(start + chunk, rows.size()))));
        }
        shuffle(batches, random);
        return batches;
    }

    private List<Integer> rows() {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < lengths.length; row++) {
            rows.add(row);
        }
        return rows;
    }

    private List<int[]> cut(List<Integer> chunk) {
        int[] own = chunk.stream().mapToInt(row -> lengths[row]).toArray();
        return LengthBatches.of(own, batchSize).stream()
                .map(batch -> Arrays.stream(batch).map(chunk::get).toArray())
                .toList();
    }

    private static <T> void shuffle(List<T> list, SplittableRandom random) {
        for (int last = list.size() - 1; last > 0; last--) {
            T swapped = list.set(random.nextInt(last + 1), list.get(last));
            list.set(last, swapped);
        }
    }
}
