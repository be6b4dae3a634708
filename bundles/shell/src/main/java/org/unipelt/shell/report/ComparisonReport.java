package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.api.comparison.Run;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.report.Charts.Series;

/**
 * A comparison as a page.
 *
 * @param title what was compared, as the user named it
 * @param comparison what it gave so far
 */
public record ComparisonReport(String title, Comparison comparison) {
    private static final int PIXELS_OF_A_ROW = 42;
    private static final int PIXELS_AROUND = 110;

    /** The page. */
    public Page page() {
        Page page = new Page("Comparison " + title, "on " + comparison.base());
        if (comparison.missing() > 0) {
            page.paragraph(comparison.missing() + " runs are not made yet; tables and plots show those that are.");
        }
        for (Table table : comparison.tables()) {
            page.heading(trainedOn(table.trainRows()));
            addResults(page, table);
            addDifferences(page, table);
            addCosts(page, table);
            addCourses(page, table);
            addGates(page, table);
        }
        return page;
    }

    /** How a table's number of training rows is told. */
    public static String trainedOn(int rows) {
        return rows == 0 ? "Trained on all rows" : "Trained on " + Format.count(rows) + " rows";
    }

    private void addResults(Page page, Table table) {
        List<String> titles = new ArrayList<>();
        titles.add("Composition");
        table.metrics().forEach((task, metric) -> titles.add(task + ", " + metric));
        titles.addAll(List.of("Average", "Rank", "Trained", "Share", "Seconds", "Training", "Inference"));
        page.table(
                titles,
                table.standings().stream().map(standing -> row(table, standing)).toList());
        page.paragraph(
                "Metrics on the test rows, times 100: mean and standard deviation over the seeds. Rank: the mean place"
                        + " over the tasks. Trained: numbers, and their share of the base model's. Seconds: of a training, the dev"
                        + " rows judged in between. Training and inference: the time relative to full fine-tuning.");
        List<String> tasks = List.copyOf(table.metrics().keySet());
        page.chart(
                "Metric by composition and task",
                "Means over the seeds.",
                Charts.heatMap(
                        tasks,
                        table.standings().stream().map(Standing::composition).toList(),
                        cells(table, tasks)),
                PIXELS_AROUND + PIXELS_OF_A_ROW * table.standings().size());
    }

    private static List<String> row(Table table, Standing standing) {
        List<String> row = new ArrayList<>();
        row.add(standing.composition());
        for (String task : table.metrics().keySet()) {
            Cell cell = standing.cells().get(task);
            row.add(cell == null ? "-" : Format.percent(cell.mean(), cell.deviation()));
        }
        row.add(Format.percent(standing.average(), Double.NaN));
        row.add(Format.known(standing.rank(), 1, ""));
        row.add(standing.trained() == 0 ? "-" : Format.count(standing.trained()));
        row.add(Format.known(100 * standing.share(), 2, " %"));
        row.add(Format.known(standing.trainingSeconds(), 1, ""));
        row.add(Format.known(100 * standing.trainingTime(), 0, " %"));
        row.add(Format.known(100 * standing.inferenceTime(), 0, " %"));
        return row;
    }

    private static List<double[]> cells(Table table, List<String> tasks) {
        List<double[]> cells = new ArrayList<>();
        for (int row = 0; row < table.standings().size(); row++) {
            Map<String, Cell> own = table.standings().get(row).cells();
            for (int column = 0; column < tasks.size(); column++) {
                Cell cell = own.get(tasks.get(column));
                if (cell != null) {
                    cells.add(new double[] {column, row, Charts.rounded(cell.mean(), 3)});
                }
            }
        }
        return cells;
    }

    private static void addDifferences(Page page, Table table) {
        List<Difference> known =
                table.differences().stream().filter(d -> d.pairs() > 0).toList();
        if (known.isEmpty()) {
            return;
        }
        page.table(
                List.of("The union against", "Gain", "Pairs", "p", ""),
                known.stream()
                        .map(d -> List.of(
                                d.composition(),
                                Format.known(100 * d.mean(), 2, ""),
                                String.valueOf(d.pairs()),
                                Format.known(d.p(), 4, ""),
                                verdict(d)))
                        .toList());
        page.paragraph("Pairs of the same task and seed; p by a paired t-test, two-sided.");
    }

    /** What a difference means, in a word or two. */
    public static String verdict(Difference difference) {
        if (difference.noise()) {
            return "may be chance";
        }
        return difference.mean() > 0 ? "better" : "worse";
    }

    private static void addCosts(Page page, Table table) {
        List<Series> points = table.standings().stream()
                .filter(s -> !Double.isNaN(s.average()))
                .map(s -> new Series(
                        s.composition(), List.of(new double[] {s.trained(), Charts.rounded(100 * s.average(), 2)})))
                .toList();
        if (!points.isEmpty()) {
            page.chart(
                    "What it costs",
                    "The average over the tasks against the numbers that are trained, on a logarithmic axis.",
                    Charts.costs("numbers trained", "average, times 100", points),
                    360);
        }
    }

    private void addCourses(Page page, Table table) {
        for (String task : table.metrics().keySet()) {
            List<Series> courses = table.standings().stream()
                    .flatMap(s -> firstRun(table, s, task).stream())
                    .map(run -> new Series(
                            run.composition(),
                            run.course().stream()
                                    .filter(p -> !Double.isNaN(p.dev()))
                                    .map(p -> new double[] {p.epoch(), Charts.rounded(p.dev(), 4)})
                                    .toList()))
                    .toList();
            if (!courses.isEmpty()) {
                page.chart(
                        task + " while it is trained",
                        "The dev rows' " + table.metrics().get(task) + " after each epoch that was judged, first seed.",
                        Charts.lines("epoch", "dev " + table.metrics().get(task), courses, true),
                        340);
            }
        }
    }

    private Optional<Run> firstRun(Table table, Standing standing, String task) {
        Cell cell = standing.cells().get(task);
        return cell == null
                ? Optional.empty()
                : runs(table, standing.composition())
                        .filter(run -> run.task().equals(task)
                                && run.learningRate() == cell.learningRate()
                                && cell.bySeed().containsKey(run.seed()))
                        .findFirst();
    }

    private Stream<Run> runs(Table table, String composition) {
        return comparison.runs().stream()
                .filter(run -> run.trainRows() == table.trainRows()
                        && run.composition().equals(composition));
    }

    private void addGates(Page page, Table table) {
        for (Standing standing : table.standings()) {
            List<GateValue> gates = standing.cells().keySet().stream()
                    .flatMap(task -> firstRun(table, standing, task).stream())
                    .flatMap(run -> run.gates().stream())
                    .map(gate -> new GateValue(gate.method(), gate.slot(), gate.layer(), gate.mean()))
                    .toList();
            if (!gates.isEmpty()) {
                GateSection.addMap(
                        page,
                        "Gates of " + standing.composition(),
                        "By layer and gate, 0 to 1: means over the test rows of all tasks, first seed.",
                        Slots.of(gates));
            }
        }
    }
}
