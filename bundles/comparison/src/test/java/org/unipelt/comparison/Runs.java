package org.unipelt.comparison;

import java.util.List;
import java.util.Map;
import org.unipelt.api.comparison.Run;
import org.unipelt.api.comparison.Run.Point;

/** Runs as the comparer would have made them. */
final class Runs {
    private Runs() {}

    /** The run of a job with these results. */
    static Run of(Job job, double dev, double test) {
        return of(job, dev, test, 10, 1);
    }

    /** The run of a job with these results, counted in percent. */
    static Run percent(Job job, double dev, double test) {
        return of(job, dev, test, 100, 10, 1);
    }

    /** The run of a job with these results and times. */
    static Run of(Job job, double dev, double test, double trainingSeconds, double testSeconds) {
        return of(job, dev, test, 1, trainingSeconds, testSeconds);
    }

    private static Run of(
            Job job, double dev, double test, double perfect, double trainingSeconds, double testSeconds) {
        return new Run(
                job.id(),
                job.cell().task(),
                job.cell().trainRows(),
                job.cell().contender().name(),
                job.seed(),
                job.rate() instanceof Number number ? number.doubleValue() : 0.25,
                "accuracy",
                dev,
                Map.of("accuracy", test),
                perfect,
                Map.of("lora", 30L, "head", 10L),
                1000,
                2,
                4,
                trainingSeconds,
                testSeconds,
                100,
                List.of(new Point(2, 0.5, dev)),
                List.of(),
                List.of(),
                null);
    }

    /** A run of a job whose training failed. */
    static Run failed(Job job) {
        Run run = of(job, Double.NaN, Double.NaN);
        return new Run(
                run.id(),
                run.task(),
                run.trainRows(),
                run.composition(),
                run.seed(),
                run.learningRate(),
                "",
                Double.NaN,
                Map.of(),
                1,
                Map.of(),
                1000,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                "training, step 3: the loss is NaN");
    }
}
