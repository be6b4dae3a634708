package org.unipelt.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.unipelt.api.CancelledException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.client.Trainer.Listener;
import org.unipelt.api.client.Trainer.Progress;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.session.TrainableComposition;

/** One run of the loop: steps, judging and a checkpoint after each epoch, early stopping. For one use. */
final class TrainingRun {
    private final TrainableComposition trainable;
    private final EncodedSet training;
    private final Judge judge;
    private final PackWriter writer;
    private final CheckpointStore checkpoints;
    private final TrainingOptions options;
    private final BatchPlan plan;
    private final Schedule schedule;

    private final List<Double> losses;
    private final List<Epoch> epochs;
    private final double secondsBefore;
    private BestEpoch best;
    private long begin;
    private int epochsDone;
    private int examplesSeen;
    private boolean cancelled;

    /**
     * A run.
     *
     * @param trainable what to train, in the state that belongs to the course
     * @param data what to train on
     * @param writer writes the pack
     * @param checkpoints keeps the state
     * @param options the keys of "training"
     * @param course what was done before
     */
    TrainingRun(
            TrainableComposition trainable,
            EncodedData data,
            PackWriter writer,
            CheckpointStore checkpoints,
            TrainingOptions options,
            Course course) {
        this.trainable = trainable;
        this.training = data.training();
        this.judge = data.judge();
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.options = options;
        this.plan = new BatchPlan(training.lengths(), options.batchSize(), options.seed());
        this.schedule = Schedule.of(
                options.schedule(),
                course.learningRate(),
                options.warmup(),
                options.totalSteps(plan.batchesPerEpoch()));
        this.losses = new ArrayList<>(course.losses());
        this.epochs = new ArrayList<>(course.epochs());
        this.best = course.best();
        this.secondsBefore = course.seconds();
        this.epochsDone = course.epochsDone();
        this.examplesSeen = epochsDone * training.size();
    }

    /** All steps of the plan. */
    int steps() {
        return schedule.steps();
    }

    /**
     * Trains until the epochs are done, patience ends, or it is cancelled.
     *
     * @throws UniPeltException if the loss is no longer a number; the best weights so far stay on disk
     */
    Result run(Listener listener, BooleanSupplier cancel) {
        begin = System.nanoTime();
        while (!finished()) {
            double loss = trainEpochs(listener, cancel);
            if (!cancelled) {
                judge(loss, listener);
            }
        }
        if (!cancelled && epochsDone < options.epochs()) {
            listener.noticed(
                    "No better " + judge.metric() + " in " + options.patience() + " epochs: stopped after epoch "
                            + epochsDone + ", the weights of epoch " + best.epoch() + " are kept");
        }
        keepFinally();
        if (!cancelled) {
            forget(listener);
        }
        return new Result(
                best.epoch(),
                best.metrics(),
                judge.metric(),
                List.copyOf(epochs),
                List.copyOf(losses),
                trainable.parameters(),
                seconds(),
                cancelled);
    }

    /** Those of earlier parts counted. */
    private double seconds() {
        return secondsBefore + (System.nanoTime() - begin) / 1e9;
    }

    private boolean finished() {
        return cancelled || epochsDone >= options.epochs() || epochsDone - best.epoch() >= options.patience();
    }

    /** The mean loss of all steps up to the next look at the dev data. */
    private double trainEpochs(Listener listener, BooleanSupplier cancel) {
        int before = losses.size();
        int last = Math.min(options.epochs(), epochsDone + options.evaluateEvery());
        while (!cancelled && epochsDone < last) {
            trainEpoch(epochsDone + 1, listener, cancel);
        }
        return losses.subList(before, losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private void trainEpoch(int epoch, Listener listener, BooleanSupplier cancel) {
        for (int[] rows : plan.epoch(epoch)) {
            step(rows, epoch, listener);
            cancelled = cancel.getAsBoolean();
            if (cancelled) {
                return;
            }
        }
        epochsDone = epoch;
    }

    private void step(int[] rows, int epoch, Listener listener) {
        int step = losses.size() + 1;
        double rate = schedule.rate(step);
        double loss = trainable.step(training.parts(rows, options.partSize()), rate, step);
        if (!Double.isFinite(loss)) {
            throw diverged(step, epoch, loss);
        }
        losses.add(loss);
        examplesSeen += rows.length;
        listener.stepped(new Progress(step, steps(), epoch, loss, rate, examplesSeen));
    }

    private void judge(double trainingLoss, Listener listener) {
        try {
            judged(epochsDone, trainingLoss, judge.metrics(), listener);
        } catch (CancelledException e) {
            cancelled = true; // the epoch stays unjudged
        }
    }

    private void judged(int epoch, double trainingLoss, Map<String, Double> metrics, Listener listener) {
        double value = metrics.get(judge.metric());
        boolean better = best.isBeatenBy(value);
        Epoch done = new Epoch(epoch, trainingLoss, metrics, judge.metric(), better);
        epochs.add(done);
        if (better) {
            best = new BestEpoch(epoch, value, metrics, trainable.weights());
            write(best.weights());
        }
        if (options.checkpoints()) {
            Course course = new Course(schedule.peak(), losses, epochs, best, seconds());
            checkpoints.write(new Checkpoint(course, trainable.state()));
        }
        listener.evaluated(done);
    }

    /** What comes after the best epoch belongs into its pack's notes; a run without a judged epoch leaves what it has. */
    private void keepFinally() {
        if (best.epoch() == 0) {
            write(trainable.weights());
        } else if (cancelled || best.epoch() < epochsDone) {
            write(best.weights());
        }
    }

    /** All is done and written by now: a checkpoint that stays is no reason to fail. */
    private void forget(Listener listener) {
        try {
            checkpoints.delete();
        } catch (DataException e) {
            listener.noticed(e.getMessage());
        }
    }

    private void write(Map<String, TensorData> weights) {
        writer.write(weights, best, judge.metric(), epochsDone, losses.size(), cancelled);
    }

    private UniPeltException diverged(int step, int epoch, double loss) {
        String kept = best.epoch() == 0
                ? "Nothing was written"
                : "The weights of epoch " + best.epoch() + " are in " + writer.pack();
        return new UniPeltException(
                "training, step " + step + " (epoch " + epoch + ")",
                "the loss is " + loss + ", not a number to go on with",
                "Lower learning_rate (it is " + schedule.peak() + ") or raise warmup. " + kept);
    }
}
