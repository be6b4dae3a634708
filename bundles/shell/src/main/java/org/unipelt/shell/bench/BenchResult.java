package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/**
 * What was measured; times in seconds, medians.
 *
 * @param base the base model
 * @param device where it ran
 * @param rows the plain base first
 * @param start from the start of the program to its first prediction; empty where that could not be measured
 * @param bundle from the start of a method's bundle to the first prediction with it
 */
public record BenchResult(String base, String device, List<Row> rows, OptionalDouble start, double bundle) {

    /**
     * A composition.
     *
     * @param many a prediction for 32 texts
     * @param one a prediction for one short text
     * @param step a training step of 32 texts; for the plain base its forward pass on the same tokens
     */
    record Row(String name, double many, double one, double step) {}

    /** Everything, with the ratios. */
    public Map<String, Object> toJson() {
        Row plain = rows.get(0);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("device", device);
        tree.put("compositions", rows.stream().map(r -> toJson(r, plain)).toList());
        tree.put("seconds_from_start_to_first_prediction", start.isPresent() ? start.getAsDouble() : null);
        tree.put("seconds_from_bundle_start_to_first_prediction", bundle);
        return tree;
    }

    private static Map<String, Object> toJson(Row row, Row plain) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", row.name());
        tree.put("seconds_32_texts", row.many());
        tree.put("ratio_32_texts", row.many() / plain.many());
        tree.put("seconds_one_text", row.one());
        tree.put("ratio_one_text", row.one() / plain.one());
        tree.put("seconds_step", row.step());
        tree.put("ratio_step", row.step() / plain.step());
        return tree;
    }

    /** A table, and the two times below it. */
    public void print(PrintWriter out) {
        Row plain = rows.get(0);
        out.println(base + " on " + device + "; ratios are to the plain base model's forward pass");
        TextTable table = new TextTable("COMPOSITION", "32 TEXTS", "RATIO", "ONE TEXT", "RATIO", "STEP OF 32", "RATIO");
        for (Row row : rows) {
            table.row(
                    row.name(),
                    milliseconds(row.many()),
                    Format.decimals(row.many() / plain.many(), 2),
                    milliseconds(row.one()),
                    Format.decimals(row.one() / plain.one(), 2),
                    milliseconds(row.step()),
                    Format.decimals(row.step() / plain.step(), 2));
        }
        table.print(out);
        out.println("start of the program to first prediction:    "
                + (start.isPresent() ? Format.seconds(start.getAsDouble()) : "not measured: there is no bin/unipelt"));
        out.println("start of a bundle to first prediction with it: " + Format.seconds(bundle));
        out.flush();
    }

    private static String milliseconds(double seconds) {
        return Format.decimals(seconds * 1000, 1) + " ms";
    }
}
