package org.unipelt.shell.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unipelt.shell.console.Format;

/**
 * How a contender did over all its seeds.
 *
 * @param contender who
 * @param runs a run for each seed, at least one
 */
record Standing(Contender contender, List<TrainedRun> runs) {

    /** The runs by contender, in the order of {@link Contender#ALL}; those without a run are left out. */
    static List<Standing> of(List<TrainedRun> runs) {
        List<Standing> standings = new ArrayList<>();
        for (Contender contender : Contender.ALL) {
            List<TrainedRun> own =
                    runs.stream().filter(r -> r.contender() == contender).toList();
            if (!own.isEmpty()) {
                standings.add(new Standing(contender, own));
            }
        }
        return standings;
    }

    /** The test accuracy of each run. */
    List<Double> scores() {
        return runs.stream().map(TrainedRun::score).toList();
    }

    double mean() {
        return scores().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** The standard deviation of the sample; 0 for one run. */
    double spread() {
        if (runs.size() < 2) {
            return 0;
        }
        double mean = mean();
        double squares =
                scores().stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return Math.sqrt(squares / (runs.size() - 1));
    }

    /** {@code 0.8610 ± 0.0120}, or the mean alone where there is one run. */
    String scoreText() {
        return Format.metric(mean()) + (runs.size() < 2 ? "" : " ± " + Format.metric(spread()));
    }

    /** Trainable numbers, the head counted. */
    long parameters() {
        Map<String, Long> counts = runs.get(0).result().parameters();
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Seconds of training, a mean. */
    double seconds() {
        return runs.stream().mapToDouble(r -> r.result().seconds()).average().orElseThrow();
    }
}
