package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.api.comparison.Run;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.report.Charts.Series;
import org.unipelt.shell.report.CostPlot.Point;

/**
 * A comparison as a page.
 *
 * @param title what was compared, as the user named it
 * @param comparison what it gave so far
 */
public record ComparisonReport(String title, Comparison comparison) {
    /** The page. */
    public Page page() {
        Page page = new Page("Comparison " + title, "on " + Format.lastName(comparison.base()));
        if (comparison.missing() > 0) {
            page.paragraph("Runs that are not made yet: " + Format.count(comparison.missing())
                    + ". Tables and plots show those that are.");
        }
        for (Table table : comparison.tables()) {
            page.heading(trainedOn(table.trainRows()));
            ScoreSection.addTo(page, table);
            addFailures(page, table);
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

    private void addFailures(Page page, Table table) {
        List<List<String>> rows = ComparisonCells.failures(comparison, table).stream()
                .map(List::of)
                .toList();
        if (!rows.isEmpty()) {
            page.subheading("What failed");
            page.table(List.of("Run"), rows);
        }
    }

    private static void addCosts(Page page, Table table) {
        page.subheading("What it costs");
        page.table(
                List.of("Composition", "Trained", "Share", "Seconds", "Training", "Inference"),
                table.standings().stream().map(ComparisonReport::costs).toList());
        page.paragraph(
                "Trained: numbers, and their share of the base model's. Seconds: of a training, the dev rows judged in"
                        + " between. Training and inference: the time relative to the reference, full fine-tuning"
                        + " where the configuration names no other.");
        List<Point> points = table.standings().stream()
                .filter(s -> !Double.isNaN(s.average()) && s.trained() > 0)
                .map(s -> new Point(s.composition(), s.trained(), 100 * s.average()))
                .toList();
        if (!points.isEmpty()) {
            page.chart(
                    "Numbers trained, and what they give",
                    "The average over the tasks against the numbers that are trained, on a logarithmic axis.",
                    new CostPlot(points).option(),
                    360);
        }
    }

    private static List<String> costs(Standing standing) {
        List<String> cells = new ArrayList<>();
        cells.add(standing.composition());
        cells.add(standing.trained() == 0 ? "-" : Format.count(standing.trained()));
        cells.addAll(ComparisonCells.costs(standing));
        return cells;
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
                addFigures(page, courses);
            }
        }
    }

    private static void addFigures(Page page, List<Series> courses) {
        List<Double> epochs = courses.stream()
                .flatMap(course -> course.points().stream().map(point -> point[0]))
                .distinct()
                .sorted()
                .toList();
        List<String> titles = new ArrayList<>(List.of("Composition"));
        epochs.forEach(epoch -> titles.add("Epoch " + epoch.intValue()));
        List<List<String>> rows = new ArrayList<>();
        for (Series course : courses) {
            List<String> row = new ArrayList<>(List.of(course.name()));
            epochs.forEach(epoch -> row.add(Format.known(
                    course.points().stream()
                            .filter(point -> point[0] == epoch)
                            .mapToDouble(point -> point[1])
                            .findFirst()
                            .orElse(Double.NaN),
                    4,
                    "")));
            rows.add(row);
        }
        page.details(titles, rows);
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
                GateSection.addLayers(
                        page,
                        "Gates of " + standing.composition(),
                        "By layer and gate, 0 to 1: means over the test rows of all tasks, first seed.",
                        Slots.of(gates));
            }
        }
    }
}
