package org.unipelt.shell.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.unipelt.api.client.Trainer;

/** Shows how a training goes, on standard error. */
public abstract class TrainingProgress implements Trainer.Listener, AutoCloseable {
    private final String label;
    private Trainer.Plan plan;
    private long begin;
    private double smoothedLoss = Double.NaN;
    private int examplesBefore;
    private int stepsBefore;
    private String judged = "";
    private final List<String> notices = new ArrayList<>();

    TrainingProgress(String label) {
        this.label = label;
    }

    /** A bar where a person watches, plain lines where not. */
    public static TrainingProgress on(Console console, String label) {
        return console.terminal() ? new BarProgress(console, label) : new PlainProgress(console, label);
    }

    @Override
    public final void started(Trainer.Plan planned) {
        plan = planned;
        begin = System.nanoTime();
        begun(planned);
    }

    @Override
    public final void stepped(Trainer.Progress progress) {
        // a single batch's loss jumps: what is shown follows it over about 20 steps; a resumed run begins at a later
        // one
        boolean first = Double.isNaN(smoothedLoss);
        smoothedLoss = first ? progress.loss() : 0.95 * smoothedLoss + 0.05 * progress.loss();
        examplesBefore = first && progress.step() > 1 ? progress.examples() : examplesBefore;
        stepsBefore = first ? progress.step() - 1 : stepsBefore;
        moved(progress);
    }

    @Override
    public final void evaluated(Trainer.Epoch epoch) {
        double value = epoch.metrics().getOrDefault(epoch.metric(), Double.NaN);
        judged = String.format(Locale.ROOT, "%s %.4f%s", epoch.metric(), value, epoch.best() ? " (best)" : "");
        judged(epoch);
    }

    @Override
    public final void noticed(String message) {
        notices.add(message);
        told(message);
    }

    /** What the training said so far that a user should know. */
    public final List<String> notices() {
        return List.copyOf(notices);
    }

    /** {@code "lora: "}, or nothing. */
    final String label() {
        return label.isEmpty() ? "" : label + ": ";
    }

    final Trainer.Plan plan() {
        return plan;
    }

    /** Loss, latest metric and speed, in one line. */
    final String figures(Trainer.Progress progress) {
        double seconds = secondsSinceStart();
        return String.format(
                Locale.ROOT,
                "epoch %d  loss %.4f  %s%.0f examples/s",
                progress.epoch(),
                smoothedLoss,
                judged.isEmpty() ? "" : judged + "  ",
                (progress.examples() - examplesBefore) / Math.max(seconds, 1e-9));
    }

    /** At the speed of the steps that were made here: a run that goes on has others before. */
    final double secondsLeft(Trainer.Progress progress) {
        return secondsSinceStart() / (progress.step() - stepsBefore) * (progress.steps() - progress.step());
    }

    final double secondsSinceStart() {
        return (System.nanoTime() - begin) / 1e9;
    }

    abstract void begun(Trainer.Plan planned);

    abstract void moved(Trainer.Progress progress);

    abstract void judged(Trainer.Epoch epoch);

    abstract void told(String message);

    @Override
    public abstract void close();
}
