package org.unipelt.shell.commands;

import java.io.PrintWriter;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.api.tuning.Tuner.Trial;
import org.unipelt.shell.console.Format;

/** Tells each training of a tuning in a line. */
final class TuningProgress implements Tuner.Listener {
    private final PrintWriter err;

    TuningProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void rung(int rung, int candidates, int epochs) {
        err.println("Rung " + rung + ": at most " + candidates + (candidates == 1 ? " candidate, " : " candidates, ")
                + (epochs == 1 ? "1 epoch" : epochs + " epochs") + " each");
    }

    @Override
    public void tried(Trial trial) {
        String result = trial.failure() == null
                ? trial.metric() + " " + Format.metric(trial.dev())
                : "failed: " + trial.failure();
        err.println("  " + trial.title() + ": " + result + " (" + Format.seconds(trial.seconds()) + ")");
    }

    @Override
    public void noticed(String message) {
        err.println("  " + message);
    }
}
