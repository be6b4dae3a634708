package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.client.Trainer;

/** A training's course as points of a plot. */
public final class TrainingCurves {
    /** A single batch's loss jumps: plots show the mean of this many steps. */
    public static final int STEPS_OF_THE_MEAN = 15;

    private TrainingCurves() {}

    /** The loss by step. */
    public static List<double[]> loss(Trainer.Result result) {
        List<Double> losses = result.losses();
        List<double[]> points = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < losses.size(); i++) {
            sum += losses.get(i);
            if (i >= STEPS_OF_THE_MEAN) {
                sum -= losses.get(i - STEPS_OF_THE_MEAN);
            }
            points.add(new double[] {i + 1, Charts.rounded(sum / Math.min(i + 1, STEPS_OF_THE_MEAN), 4)});
        }
        return points;
    }

    /** A metric on the dev rows by epoch; a correlation of a constant, which is no number, has no point. */
    public static List<double[]> metric(Trainer.Result result, String name) {
        return result.epochs().stream()
                .filter(e -> Double.isFinite(e.metrics().get(name)))
                .map(e -> new double[] {e.epoch(), Charts.rounded(e.metrics().get(name), 4)})
                .toList();
    }
}
