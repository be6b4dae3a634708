package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.GateReport.Row;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Slots;

/** Gates in a report: how much each method weighs, by layer and by class. */
public final class GateSection {
    private static final int PIXELS_OF_A_ROW = 42;
    private static final int PIXELS_AROUND = 110;

    private GateSection() {}

    /** Adds a heat map of mean gates by layer and gate, one by class and gate, and the figures of both as tables. */
    public static void addTo(Page page, GateReport report) {
        List<Row> all = overAllClasses(report);
        List<Row> single = report.rows().stream()
                .filter(r -> !r.label().equals(GateReport.ALL_CLASSES))
                .toList();
        addMap(
                page,
                "How much each method weighs in each layer",
                "Mean gates, 0 to 1, over " + Format.count(report.examples()) + " rows.",
                means(all, Row::layer));
        if (!single.isEmpty()) {
            Slots byClass = means(single, Row::label);
            addMap(
                    page,
                    "How much each method weighs for each class",
                    "Mean gates over the rows of a class and over all layers.",
                    byClass);
            page.table(titles("Class", byClass), rows(byClass));
        }
        page.table(
                List.of("Method", "Layer", "Gate", "Mean", "Deviation", "Entropy in bits"),
                all.stream()
                        .map(r -> List.of(
                                r.method(),
                                r.layer(),
                                r.slot(),
                                Format.decimals(r.mean(), 3),
                                Format.decimals(r.deviation(), 3),
                                Format.decimals(r.entropy(), 3)))
                        .toList());
    }

    private static List<String> titles(String first, Slots gates) {
        List<String> titles = new ArrayList<>(List.of(first));
        titles.addAll(gates.slots());
        return titles;
    }

    private static List<List<String>> rows(Slots gates) {
        return gates.layers().stream().map(name -> row(name, gates)).toList();
    }

    private static List<String> row(String name, Slots gates) {
        Map<String, Double> means = gates.means().get(name);
        List<String> cells = new ArrayList<>(List.of(name));
        gates.slots().forEach(slot -> cells.add(Format.known(means.getOrDefault(slot, Double.NaN), 3, "")));
        return cells;
    }

    /** Adds a heat map of gates, with a caption that says what they are a mean of. */
    private static void addMap(Page page, String heading, String caption, Slots gates) {
        page.chart(
                heading,
                caption,
                Charts.heatMap(gates.slots(), gates.layers(), cells(gates)),
                PIXELS_AROUND + PIXELS_OF_A_ROW * gates.layers().size());
    }

    /** Adds a heat map of gates by layer, and its figures for whoever wants them. */
    public static void addLayers(Page page, String heading, String caption, Slots gates) {
        addMap(page, heading, caption, gates);
        page.details(titles("Layer", gates), rows(gates));
    }

    /** The rows that stand for all classes together. */
    public static List<Row> overAllClasses(GateReport report) {
        return report.rows().stream()
                .filter(r -> r.label().equals(GateReport.ALL_CLASSES))
                .toList();
    }

    /** Means of a column's gates in each of a table's rows, whether these are layers or classes. */
    private static Slots means(List<Row> rows, Function<Row, String> tableRow) {
        return Slots.of(rows.stream()
                .map(r -> new GateValue(r.method(), r.slot(), tableRow.apply(r), r.mean()))
                .toList());
    }

    private static List<double[]> cells(Slots gates) {
        List<double[]> cells = new ArrayList<>();
        for (int row = 0; row < gates.layers().size(); row++) {
            Map<String, Double> means = gates.means().get(gates.layers().get(row));
            for (int column = 0; column < gates.slots().size(); column++) {
                Double value = means.get(gates.slots().get(column));
                if (value != null) {
                    cells.add(new double[] {column, row, Charts.rounded(value, 2)});
                }
            }
        }
        return cells;
    }
}
