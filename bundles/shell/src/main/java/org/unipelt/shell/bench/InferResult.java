package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/**
 * What predictions took, in seconds by composition, the plain base's forward passes first.
 *
 * @param base the base model
 * @param batch how many texts a prediction for many was for
 * @param many predictions for so many texts
 * @param single predictions for one text each
 * @param shortest predictions for the same short text
 * @param start from the start of the program to its first prediction; empty where that could not be measured
 * @param arrival from the start of a method's bundle to the first prediction with it
 */
public record InferResult(
        String base,
        int batch,
        Map<String, List<Double>> many,
        Map<String, List<Double>> single,
        Map<String, List<Double>> shortest,
        OptionalDouble start,
        double arrival)
        implements Measured {

    /** Everything, with the ratios. */
    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("batch", batch);
        tree.put("compositions", many.keySet().stream().map(this::toJson).toList());
        tree.put("seconds_from_start_to_first_prediction", start.isPresent() ? start.getAsDouble() : null);
        tree.put("seconds_from_bundle_start_to_first_prediction", arrival);
        return tree;
    }

    private Map<String, Object> toJson(String name) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("examples_per_second", examplesPerSecond(name));
        tree.put("ratio_many_texts", ratio(many, name));
        tree.put("seconds_single_p50", Rounds.median(single.get(name)));
        tree.put("seconds_single_p95", Rounds.quantile(single.get(name), 0.95));
        tree.put("ratio_single_text", ratio(single, name));
        tree.put("seconds_short_text", Rounds.median(shortest.get(name)));
        tree.put("ratio_short_text", ratio(shortest, name));
        return tree;
    }

    /** A table, and the two waits below it. */
    @Override
    public void print(PrintWriter out) {
        out.println(base + "; ratios to the plain base model's forward pass are medians of pairs on the same texts");
        TextTable table = new TextTable(
                "COMPOSITION",
                batch + " TEXTS, A SECOND",
                "RATIO",
                "ONE TEXT, P50",
                "P95",
                "RATIO",
                "SHORT TEXT",
                "RATIO");
        for (String name : many.keySet()) {
            table.row(
                    name,
                    Format.decimals(examplesPerSecond(name), 1),
                    Format.decimals(ratio(many, name), 2),
                    milliseconds(Rounds.median(single.get(name))),
                    milliseconds(Rounds.quantile(single.get(name), 0.95)),
                    Format.decimals(ratio(single, name), 2),
                    milliseconds(Rounds.median(shortest.get(name))),
                    Format.decimals(ratio(shortest, name), 2));
        }
        table.print(out);
        out.println("start of the program to first prediction:    "
                + (start.isPresent() ? Format.seconds(start.getAsDouble()) : "not measured: there is no bin/unipelt"));
        out.println("start of a bundle to first prediction with it: " + Format.seconds(arrival));
        out.flush();
    }

    private double examplesPerSecond(String name) {
        List<Double> times = many.get(name);
        return batch
                * times.size()
                / times.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double ratio(Map<String, List<Double>> times, String name) {
        return Rounds.median(times.get(name), times.get(Compositions.PLAIN), (a, b) -> a / b);
    }

    private static String milliseconds(double seconds) {
        return Format.decimals(seconds * 1000, 1) + " ms";
    }
}
