package org.unipelt.api.comparison;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a comparison gave so far.
 *
 * @param base the base model
 * @param tables one for each number of training rows
 * @param runs all runs that are noted, those that looked for learning rates too
 * @param missing how many runs of the plan are not made yet
 */
@ProviderType
public record Comparison(String base, List<Table> tables, List<Run> runs, int missing) {
    public Comparison {
        tables = List.copyOf(tables);
        runs = List.copyOf(runs);
    }

    /**
     * All compositions on all tasks, with one number of training rows.
     *
     * @param trainRows how many rows were trained on; 0 for all
     * @param metrics the metric of each task, by name, in the order of the columns
     * @param standings a row for each composition
     * @param differences what the union gains over each other composition; empty where the comparison has no union
     */
    @ProviderType
    public record Table(
            int trainRows, Map<String, String> metrics, List<Standing> standings, List<Difference> differences) {
        public Table {
            standings = List.copyOf(standings);
            differences = List.copyOf(differences);
        }
    }

    /**
     * A composition over the tasks.
     *
     * @param composition its name
     * @param cells by task; tasks without a result are left out
     * @param average the mean over all tasks; NaN while one is missing
     * @param rank the mean over the tasks of its place among the compositions, 1 being the best; NaN while a task is missing
     * @param trained numbers that are trained, the head's included
     * @param share {@code trained} by the base model's numbers
     * @param trainingSeconds the mean over the runs
     * @param trainingTime {@code trainingSeconds} by those of full fine-tuning on the same tasks and seeds; NaN without it
     * @param inferenceTime the time for a test row by that of full fine-tuning; NaN without it
     */
    @ProviderType
    public record Standing(
            String composition,
            Map<String, Cell> cells,
            double average,
            double rank,
            long trained,
            double share,
            double trainingSeconds,
            double trainingTime,
            double inferenceTime) {}

    /**
     * A composition on a task.
     *
     * @param mean the metric's mean over the seeds, 1 being perfect ({@link Run#score})
     * @param deviation its standard deviation over the seeds, of the sample; NaN for one seed
     * @param bySeed each seed's
     * @param learningRate the rate of the first seed's run
     * @param failed how many seeds' runs failed: no figure knows them
     */
    @ProviderType
    public record Cell(double mean, double deviation, Map<Integer, Double> bySeed, double learningRate, int failed) {}

    /**
     * What the union gains over another composition, by pairs of the same task and seed.
     *
     * @param composition the other one
     * @param pairs how many pairs there are
     * @param mean the mean difference, above 0 where the union is better
     * @param p how probable a difference as large would be by chance alone (paired t-test, two-sided); NaN for fewer than three
     *     pairs, which say nothing
     * @param corrected {@code p} after Holm's correction (1979) for all the differences that are tested; NaN where {@code p} is
     */
    @ProviderType
    public record Difference(String composition, int pairs, double mean, double p, double corrected) {
        /** The probability below which a difference is taken for one. */
        public static final double SIGNIFICANT = 0.05;

        /** Whether it may well be chance: it is not improbable enough for one of so many, or there are too few pairs to tell. */
        public boolean noise() {
            return !(corrected < SIGNIFICANT);
        }
    }
}
