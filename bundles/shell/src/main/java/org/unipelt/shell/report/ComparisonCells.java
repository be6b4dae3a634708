package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.shell.console.Format;

/** What stands in the cells of a comparison's tables, on the console and in the page. */
public final class ComparisonCells {
    private ComparisonCells() {}

    /** The composition, its score on each task, their average, and the rank. */
    public static List<String> scores(Table table, Standing standing) {
        List<String> cells = new ArrayList<>();
        cells.add(standing.composition());
        for (String task : table.metrics().keySet()) {
            Cell cell = standing.cells().get(task);
            cells.add(cell == null ? "-" : score(cell));
        }
        cells.add(Format.percent(standing.average(), Double.NaN));
        cells.add(Format.known(standing.rank(), 1, ""));
        return cells;
    }

    private static String score(Cell cell) {
        String score = Format.percent(cell.mean(), cell.deviation());
        return cell.failed() == 0 ? score : score + " (" + cell.failed() + " failed)";
    }

    /** What failed with so many training rows, and why, a run in a line. */
    public static List<String> failures(Comparison comparison, Table table) {
        return comparison.runs().stream()
                .filter(run -> run.trainRows() == table.trainRows() && run.failure() != null)
                .map(run -> run.task() + ", " + run.composition() + ", seed " + run.seed()
                        + (Double.isNaN(run.learningRate()) ? "" : ", rate " + Format.rate(run.learningRate())) + ": "
                        + run.failure())
                .toList();
    }

    /** The share that is trained, a training's seconds, and the times of training and inference by full fine-tuning's. */
    public static List<String> costs(Standing standing) {
        return List.of(
                Format.known(100 * standing.share(), 2, " %"),
                Format.known(standing.trainingSeconds(), 1, ""),
                Format.known(100 * standing.trainingTime(), 0, " %"),
                Format.known(100 * standing.inferenceTime(), 0, " %"));
    }

    /** The other composition, what the union gains over it, pairs, p and p corrected, and what that means in a word or two. */
    public static List<String> gain(Difference difference) {
        return List.of(
                difference.composition(),
                Format.known(100 * difference.mean(), 2, ""),
                String.valueOf(difference.pairs()),
                Format.known(difference.p(), 4, ""),
                Format.known(difference.corrected(), 4, ""),
                verdict(difference));
    }

    private static String verdict(Difference difference) {
        if (difference.noise()) {
            return "may be chance";
        }
        return difference.mean() > 0 ? "better" : "worse";
    }
}
