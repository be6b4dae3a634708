package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.Evaluation;
import org.unipelt.api.pack.Reduction;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import picocli.CommandLine.Option;

/** Where the commands that make a pack smaller write it, and how they tell what that changed. */
final class ReductionOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "the folder to write the new pack to; without it the pack itself is replaced")
    private Path output;

    @Option(names = "--json", description = "write JSON")
    private boolean json;

    /** The folder to write. */
    Path folder(Path pack) {
        return output == null ? pack : output;
    }

    /**
     * Tells what a pack lost.
     *
     * @param word what was done to it: {@code "pruned"}
     */
    void show(Reduction reduction, String word, Path pack, PrintWriter out) {
        if (json) {
            out.println(Json.pretty(toMap(reduction)));
            return;
        }
        list(word, reduction.removed(), out);
        list("kept", reduction.kept(), out);
        table(reduction).print(out);
        out.println("pack: " + folder(pack));
    }

    private static void list(String word, List<String> names, PrintWriter out) {
        out.println(word + ": " + (names.isEmpty() ? "nothing" : names.size()));
        names.forEach(name -> out.println("  " + name));
    }

    private static TextTable table(Reduction reduction) {
        TextTable table = new TextTable("", "BEFORE", "AFTER", "CHANGE");
        long before = reduction.parametersBefore();
        long after = reduction.parametersAfter();
        table.row("parameters", Format.count(before), Format.count(after), share(before, after));
        if (reduction.before().isPresent() && reduction.after().isPresent()) {
            compare(reduction.before().get(), reduction.after().get(), table);
        }
        return table;
    }

    private static void compare(Evaluation before, Evaluation after, TextTable table) {
        before.metrics().forEach((name, value) -> {
            double now = after.metrics().getOrDefault(name, Double.NaN);
            table.row(name, Format.metric(value), Format.metric(now), String.format(Locale.ROOT, "%+.4f", now - value));
        });
        double was = secondsPerExample(before);
        double is = secondsPerExample(after);
        table.row(
                "milliseconds an example",
                Format.decimals(was * 1000, 2),
                Format.decimals(is * 1000, 2),
                share(was, is));
    }

    private static double secondsPerExample(Evaluation evaluation) {
        return evaluation.seconds() / Math.max(evaluation.examples(), 1);
    }

    private static String share(double before, double after) {
        return before == 0 ? "-" : String.format(Locale.ROOT, "%+.1f %%", (after / before - 1) * 100);
    }

    private static Map<String, Object> toMap(Reduction reduction) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("removed", reduction.removed());
        tree.put("kept", reduction.kept());
        tree.put("before", state(reduction.parametersBefore(), reduction.before()));
        tree.put("after", state(reduction.parametersAfter(), reduction.after()));
        return tree;
    }

    private static Map<String, Object> state(long parameters, Optional<Evaluation> evaluation) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("parameters", parameters);
        evaluation.ifPresent(e -> {
            state.put("examples", e.examples());
            state.put("metrics", e.metrics());
            state.put("seconds_per_example", secondsPerExample(e));
        });
        return state;
    }
}
