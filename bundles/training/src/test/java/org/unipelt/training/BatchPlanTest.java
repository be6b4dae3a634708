package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPlanTest {
    private static final int MAXIMUM = 128;

    @ParameterizedTest
    @CsvSource({"1, 16", "16, 16", "17, 16", "1000, 16", "513, 16", "1000, 1", "5, 1000"})
    void everyRowComesOncePerEpochInBatchesOfTheRightSize(int rows, int batchSize) {
        BatchPlan plan = new BatchPlan(lengths(rows), batchSize, 42);
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<int[]> batches = plan.epoch(epoch);
            assertEquals(plan.batchesPerEpoch(), batches.size());
            assertArrayEquals(IntStream.range(0, rows).toArray(), sorted(batches));
            assertEquals(
                    batches.size() - (rows % batchSize == 0 ? 0 : 1),
                    batches.stream().filter(batch -> batch.length == batchSize).count());
        }
    }

    @Test
    void sameSeedGivesTheSameBatches() {
        int[] lengths = lengths(500);
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertTrue(Arrays.deepEquals(
                    new BatchPlan(lengths, 16, 42).epoch(epoch).toArray(),
                    new BatchPlan(lengths, 16, 42).epoch(epoch).toArray()));
        }
    }

    @Test
    void everySeedAndEveryEpochHasItsOwnBatches() {
        int[] lengths = lengths(500);
        Object[] first = new BatchPlan(lengths, 16, 42).epoch(1).toArray();
        assertFalse(
                Arrays.deepEquals(first, new BatchPlan(lengths, 16, 42).epoch(2).toArray()));
        assertFalse(
                Arrays.deepEquals(first, new BatchPlan(lengths, 16, 43).epoch(1).toArray()));
        // seeds that follow each other must not give the same epochs one place on
        assertFalse(Arrays.deepEquals(
                new BatchPlan(lengths, 16, 42).epoch(2).toArray(),
                new BatchPlan(lengths, 16, 43).epoch(1).toArray()));
    }

    @Test
    void paddingIsFarBelowPaddingToTheMaximumAndBelowBatchesByChance() {
        int[] lengths = lengths(4000);
        long tokens = Arrays.stream(lengths).asLongStream().sum();
        long bucketed = cells(new BatchPlan(lengths, 16, 42).epoch(1), lengths);
        long byChance = cells(inOrder(lengths.length), lengths); // lengths are random, so their order is
        double padding = 1 - (double) tokens / bucketed;
        assertTrue(padding < 0.1, "padding " + padding);
        assertTrue(1 - (double) tokens / ((long) lengths.length * MAXIMUM) > 0.6);
        assertTrue(1 - (double) tokens / byChance > 0.4);
    }

    @Test
    void lengthsComeInNoOrderWithinAnEpoch() {
        int[] lengths = lengths(512);
        int[] longest = new BatchPlan(lengths, 16, 42)
                .epoch(1).stream()
                        .mapToInt(batch -> lengths[batch[batch.length - 1]])
                        .toArray();
        int rises = (int) IntStream.range(1, longest.length)
                .filter(i -> longest[i] > longest[i - 1])
                .count();
        assertTrue(rises > 8 && rises < 23, rises + " rises in 31 pairs");
    }

    /** Like those of sentences: many short ones, few long ones. */
    private static int[] lengths(int rows) {
        Random random = new Random(1);
        return IntStream.range(0, rows)
                .map(row -> (int) Math.min(MAXIMUM, 4 + Math.exp(3 + 0.6 * random.nextGaussian())))
                .toArray();
    }

    private static int[] sorted(List<int[]> batches) {
        return batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    }

    private static List<int[]> inOrder(int rows) {
        return IntStream.range(0, rows / 16)
                .mapToObj(batch -> IntStream.range(batch * 16, batch * 16 + 16).toArray())
                .toList();
    }

    private static long cells(List<int[]> batches, int[] lengths) {
        return batches.stream()
                .mapToLong(batch -> (long) batch.length
                        * Arrays.stream(batch).map(row -> lengths[row]).max().orElse(0))
                .sum();
    }
}
