package org.unipelt.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.unipelt.api.client.Trainer.Listener;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition;

/**
 * Looks for a learning rate by a range test (Smith 2015, arXiv 1506.01186): a few steps with rates from far too low to far too
 * high. Afterwards the composition is as it was. For one use.
 */
final class RangeTest {
    private static final double LOWEST = 1e-6;
    private static final double HIGHEST = 1;
    private static final int MOST_STEPS = 60;
    private static final int FEWEST_STEPS = 20;
    /** Small data are not gone through more often than this, but for the fewest steps. */
    private static final int EPOCHS = 3;
    /** Share of the mean that a new loss leaves, to tell divergence from one bad batch. */
    private static final double INERTIA = 0.8;

    private static final double DIVERGED = 4;
    /** What is taken where the loss says nothing: the default of "learning_rate". */
    private static final double USUAL = 5e-4;

    private final TrainableComposition trainable;
    private final EncodedData data;
    private final TrainingOptions options;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private double mean;
    private double lowestMean = Double.POSITIVE_INFINITY;

    RangeTest(TrainableComposition trainable, EncodedData data, TrainingOptions options) {
        this.trainable = trainable;
        this.data = data;
        this.options = options;
    }

    /**
     * Finds a rate.
     *
     * @param listener is told of it
     * @param cancel asked after each step; the rate then follows from the steps that were made
     */
    double run(Listener listener, BooleanSupplier cancel) {
        Map<String, TensorData> start = trainable.state();
        try {
            raise(cancel);
        } finally {
            trainable.restore(start);
        }
        OptionalDouble found = RateChoice.of(rates, losses);
        double rate = found.orElse(USUAL);
        listener.noticed("learning_rate auto: " + rate
                + (found.isPresent() ? ", by the fall of the loss" : ", the usual one, since the loss did not fall")
                + " in a range test of " + rates.size() + " steps");
        return rate;
    }

    private void raise(BooleanSupplier cancel) {
        BatchPlan plan = new BatchPlan(data.training().lengths(), options.batchSize(), options.seed());
        int steps = Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, EPOCHS * plan.batchesPerEpoch()));
        Iterator<int[]> batches = IntStream.iterate(1, epoch -> epoch + 1)
                .boxed()
                .flatMap(epoch -> plan.epoch(epoch).stream())
                .iterator();
        for (int step = 1; step <= steps; step++) {
            double rate = LOWEST * Math.pow(HIGHEST / LOWEST, (step - 1.0) / (steps - 1));
            double loss = trainable.step(data.training().parts(batches.next(), options.partSize()), rate, step);
            if (diverged(loss, step)) {
                return;
            }
            rates.add(rate);
            losses.add(loss);
            if (cancel.getAsBoolean()) {
                return;
            }
        }
    }

    /** Whether the mean of the last losses, each counting less the older it is, has left the lowest such mean far behind. */
    private boolean diverged(double loss, int step) {
        mean = INERTIA * mean + (1 - INERTIA) * loss;
        double unbiased = mean / (1 - Math.pow(INERTIA, step));
        lowestMean = Math.min(lowestMean, unbiased);
        return !(unbiased <= lowestMean + (DIVERGED - 1) * Math.abs(lowestMean)); // also for NaN
    }
}
