package org.unipelt.shell.console;

import org.unipelt.api.client.Trainer;

/** A line now and then, for logs and pipes: one for each epoch, and one every ten seconds of a long epoch. */
final class PlainProgress extends TrainingProgress {
    private static final double SECONDS_BETWEEN_LINES = 10;

    private final Console console;
    private Trainer.Progress last;
    private double lineAt;

    PlainProgress(Console console, String label) {
        super(label);
        this.console = console;
    }

    @Override
    void begun(Trainer.Plan planned) {
        console.err()
                .printf(
                        "%s%s training rows, %s dev rows, at most %s steps, on %s%n",
                        label(),
                        Format.count(planned.trainingExamples()),
                        Format.count(planned.devExamples()),
                        Format.count(planned.steps()),
                        planned.device());
    }

    @Override
    void moved(Trainer.Progress progress) {
        last = progress;
        if (secondsSinceStart() - lineAt >= SECONDS_BETWEEN_LINES) {
            line();
        }
    }

    @Override
    void judged(Trainer.Epoch epoch) {
        if (last != null) {
            line();
        }
    }

    private void line() {
        lineAt = secondsSinceStart();
        console.err()
                .printf(
                        "%sstep %s of %s  %s  at most %s left%n",
                        label(),
                        Format.count(last.step()),
                        Format.count(last.steps()),
                        figures(last),
                        Format.seconds(secondsLeft(last)));
    }

    @Override
    void told(String message) {
        console.err().println(label() + message);
    }

    @Override
    public void close() {
        console.err().flush();
    }
}
