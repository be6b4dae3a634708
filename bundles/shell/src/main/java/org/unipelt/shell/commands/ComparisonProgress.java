package org.unipelt.shell.commands;

import java.io.PrintWriter;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.comparison.Run;
import org.unipelt.shell.console.Format;

/** Tells each run of a comparison in a line, with the time that is left. */
final class ComparisonProgress implements Comparer.Listener {
    private final PrintWriter err;
    private final long begin = System.nanoTime();
    private int madeHere;

    ComparisonProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void planned(int runs, int made) {
        err.println(runs + " runs, " + made + " of them made before");
    }

    @Override
    public void ended(Run run, int made, int runs) {
        madeHere++;
        double each = (System.nanoTime() - begin) / 1e9 / madeHere;
        String result = run.failure() != null
                ? "failed: " + run.failure()
                : "dev " + Format.metric(run.dev()) + ", test " + run.metric() + " " + Format.metric(run.result());
        String rows = run.trainRows() == 0 ? "all rows" : run.trainRows() + " rows";
        err.println("[" + made + "/" + runs + "] " + run.task() + ", " + rows + ", " + run.composition() + ", seed "
                + run.seed() + ", rate " + (Double.isNaN(run.learningRate()) ? "-" : Format.rate(run.learningRate()))
                + ": " + result + " ("
                + Format.seconds(run.trainingSeconds()) + "; about " + Format.seconds(each * (runs - made)) + " left)");
    }

    @Override
    public void noticed(String message) {
        err.println(message);
    }
}
