package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.shell.console.Format;

/** How well compositions did, in a comparison's page: the table, each seed's score, and what the union gains. */
final class ScoreSection {
    private static final double ROUNDING = 1e-9;

    private ScoreSection() {}

    static void addTo(Page page, Table table) {
        addScores(page, table);
        addSeeds(page, table);
        addDifferences(page, table);
    }

    private static void addScores(Page page, Table table) {
        List<String> titles = new ArrayList<>();
        titles.add("Composition");
        table.metrics().forEach((task, metric) -> titles.add(metric.isEmpty() ? task : task + ", " + metric));
        titles.addAll(List.of("Average", "Rank"));
        List<double[]> scores =
                table.standings().stream().map(s -> scores(table, s)).toList();
        page.table(
                titles,
                table.standings().stream()
                        .map(s -> ComparisonCells.scores(table, s))
                        .toList(),
                (row, column) -> column > 0 && best(scores, row, column - 1));
        page.paragraph(
                "Metrics on the test rows, times 100: mean and standard deviation over the seeds. Rank: the mean place over"
                        + " the tasks. The best of each column stands out.");
    }

    /** What stands in the columns behind the name, the greater the better; NaN where nothing does. */
    private static double[] scores(Table table, Standing standing) {
        List<Double> scores = new ArrayList<>();
        for (String task : table.metrics().keySet()) {
            Cell cell = standing.cells().get(task);
            scores.add(cell == null ? Double.NaN : cell.mean());
        }
        Collections.addAll(scores, standing.average(), -standing.rank());
        return scores.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean best(List<double[]> scores, int row, int column) {
        double most = scores.stream()
                .mapToDouble(s -> s[column])
                .filter(s -> !Double.isNaN(s))
                .max()
                .orElse(Double.NaN);
        return scores.get(row)[column] > most - ROUNDING;
    }

    private static void addSeeds(Page page, Table table) {
        Map<String, Map<String, Map<Integer, Double>>> panels = new LinkedHashMap<>();
        for (String task : table.metrics().keySet()) {
            Map<String, Map<Integer, Double>> panel = new LinkedHashMap<>();
            for (Standing standing : table.standings()) {
                Cell cell = standing.cells().get(task);
                if (cell != null) {
                    panel.put(standing.composition(), cell.bySeed());
                }
            }
            panels.put(task, panel);
        }
        StripPlot plot = new StripPlot(
                table.standings().stream().map(Standing::composition).toList(), panels);
        page.chart(
                "Seed by seed",
                "A dot for the test rows' metric, times 100, of each seed, a bar at their mean. Each task has a scale of its own.",
                plot.option(),
                plot.height());
        addFigures(page, panels);
    }

    private static void addFigures(Page page, Map<String, Map<String, Map<Integer, Double>>> panels) {
        List<Integer> seeds = panels.values().stream()
                .flatMap(panel -> panel.values().stream())
                .flatMap(bySeed -> bySeed.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        List<String> titles = new ArrayList<>(List.of("Composition", "Task"));
        seeds.forEach(seed -> titles.add("Seed " + seed));
        List<List<String>> rows = new ArrayList<>();
        panels.forEach((task, panel) -> panel.forEach((composition, bySeed) -> {
            List<String> row = new ArrayList<>(List.of(composition, task));
            seeds.forEach(seed -> row.add(Format.percent(bySeed.getOrDefault(seed, Double.NaN), Double.NaN)));
            rows.add(row);
        }));
        page.details(titles, rows);
    }

    private static void addDifferences(Page page, Table table) {
        List<Difference> known =
                table.differences().stream().filter(d -> d.pairs() > 0).toList();
        if (known.isEmpty()) {
            return;
        }
        page.subheading("What the union gains");
        page.table(
                List.of("The union against", "Gain", "Pairs", "p", "Corrected", ""),
                known.stream().map(ComparisonCells::gain).toList());
        page.paragraph(
                "Pairs of the same task and seed; p by a paired t-test, two-sided; corrected by Holm's method for as many tests as"
                        + " there are here. Below 0.05 it is called better or worse.");
    }
}
