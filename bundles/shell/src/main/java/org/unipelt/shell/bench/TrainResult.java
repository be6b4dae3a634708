package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/**
 * What training steps took.
 *
 * @param base the base model
 * @param device where it ran
 * @param batches what was trained on, in turn
 * @param trained trained numbers of each composition
 * @param times seconds of each composition's steps; of the plain base's forward passes first
 */
public record TrainResult(
        String base,
        String device,
        List<TokenBatch> batches,
        Map<String, Long> trained,
        Map<String, List<Double>> times)
        implements Measured {

    /** Everything, with the ratios. */
    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("device", device);
        tree.put("batch", rows());
        tree.put("lengths", batches.stream().map(TokenBatch::length).toList());
        tree.put("compositions", times.keySet().stream().map(this::toJson).toList());
        return tree;
    }

    private Map<String, Object> toJson(String name) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("trained", trained.get(name));
        tree.put("examples_per_second", examplesPerSecond(name));
        tree.put("seconds_step", Rounds.median(times.get(name)));
        tree.put("ratio_to_plain_forward", ratio(name, Compositions.PLAIN));
        tree.put("ratio_to_full_fine_tuning", ratio(name, Compositions.FULL));
        tree.put("ratio_to_bitfit", ratio(name, Compositions.BITFIT));
        return tree;
    }

    /** A table. */
    @Override
    public void print(PrintWriter out) {
        out.println(base + " on " + device + ", steps of " + rows() + " texts, sorted by length; ratios are medians of"
                + " pairs on the same batch");
        TextTable table =
                new TextTable("COMPOSITION", "TRAINED", "TEXTS A SECOND", "STEP", "/ FORWARD", "/ FULL", "/ BITFIT");
        for (String name : times.keySet()) {
            table.row(
                    name,
                    Format.count(trained.get(name)),
                    Format.decimals(examplesPerSecond(name), 1),
                    Format.decimals(Rounds.median(times.get(name)) * 1000, 1) + " ms",
                    Format.decimals(ratio(name, Compositions.PLAIN), 2),
                    Format.decimals(ratio(name, Compositions.FULL), 2),
                    Format.decimals(ratio(name, Compositions.BITFIT), 2));
        }
        table.print(out);
    }

    private int rows() {
        return batches.get(0).rows();
    }

    /** Over all steps, long and short ones. */
    private double examplesPerSecond(String name) {
        List<Double> steps = times.get(name);
        return rows()
                * steps.size()
                / steps.stream().mapToDouble(Double::doubleValue).sum();
    }

    private double ratio(String name, String to) {
        return Rounds.median(times.get(name), times.get(to), (a, b) -> a / b);
    }
}
