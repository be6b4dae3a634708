package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.comparison.Comparer.Request;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextFile;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.report.ComparisonCells;
import org.unipelt.shell.report.ComparisonReport;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unipelt compare}. */
@Command(
        name = "compare",
        description =
                "Trains and judges many compositions alike: tasks by numbers of training rows by compositions by seeds."
                        + " Each run is noted in DIR/runs.jsonl the moment that it ends: stopped by Ctrl-C or by the machine, the"
                        + " same command goes on.",
        footer = {
            "  unipelt compare glue.json --output comparison --html comparison.html",
            "  unipelt compare glue.json --output comparison --set seeds=[1,2] --set train_rows=500",
            "  unipelt compare glue.json --output comparison --only-report   what is there so far",
            "",
            "A configuration (files in it are found beside it); without \"compositions\": full fine-tuning, each",
            "single method, the ungated and the gated union:",
            "  {\"base\": \"minilm-l6\",",
            "   \"tasks\": {\"sentiment\": {\"train\": \"train.tsv\", \"test\": \"dev.tsv\", \"text\": \"sentence\"}},",
            "   \"train_rows\": [100, 500], \"dev_rows\": 1000, \"seeds\": [111, 222, 333],",
            "   \"learning_rates\": [0.0001, 0.0005, 0.002],",
            "   \"training\": {\"epochs\": 50, \"patience\": 10}}"
        })
final class CompareCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private ConfigurationArguments configuration;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "the folder for runs.jsonl, and for packs while they are judged")
    private Path output;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "runs at work at a time (default: ${DEFAULT-VALUE})")
    private int parallel;

    @Option(names = "--only-report", description = "make no run: compare those that are noted")
    private boolean onlyReport;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write a page with tables, courses, gates and costs, which opens without a network")
    private Path html;

    @Option(names = "--json", description = "write the result as JSON")
    private boolean json;

    CompareCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (parallel < 1) {
            throw new ConfigurationException("--parallel", parallel + " runs side by side are none", "Write 1 or more");
        }
        TextFile.check(html);
        Map<String, Object> tree = configuration.tree();
        Path folder = configuration.folder();
        Request request = new Request(tree, configuration.file().toString(), folder, output, parallel);
        Comparison comparison = context.services()
                .comparer()
                .compare(
                        request,
                        new ComparisonProgress(context.console().err()),
                        () -> onlyReport || context.cancellation().getAsBoolean());
        PrintWriter out = context.console().out();
        if (json) {
            out.println(Json.pretty(comparison));
        } else {
            comparison.tables().forEach(table -> print(comparison, table, out));
            if (comparison.missing() > 0) {
                out.println("Runs that are not made yet: " + comparison.missing());
            }
        }
        if (html != null) {
            new ComparisonReport(configuration.file().getFileName().toString(), comparison)
                    .page()
                    .write(html);
        }
        return ExitCode.OK;
    }

    private static void print(Comparison comparison, Comparison.Table table, PrintWriter out) {
        out.println(ComparisonReport.trainedOn(table.trainRows()));
        List<String> titles = new ArrayList<>();
        titles.add("COMPOSITION");
        table.metrics().keySet().forEach(titles::add);
        titles.addAll(List.of("AVERAGE", "RANK", "TRAINED", "SECONDS", "TRAINING", "INFERENCE"));
        TextTable text = new TextTable(titles.toArray(String[]::new));
        table.standings().forEach(standing -> text.row(row(table, standing)));
        text.print(out);
        out.println();
        List<String> failures = ComparisonCells.failures(comparison, table);
        if (!failures.isEmpty()) {
            out.println("Failed:");
            failures.forEach(failure -> out.println("  " + failure));
            out.println();
        }
        if (table.differences().isEmpty()) {
            return;
        }
        TextTable gains = new TextTable("THE UNION AGAINST", "GAIN", "PAIRS", "P", "CORRECTED", "");
        table.differences().stream()
                .filter(d -> d.pairs() > 0)
                .forEach(d -> gains.row(ComparisonCells.gain(d).toArray()));
        gains.print(out);
        out.println();
    }

    private static Object[] row(Comparison.Table table, Standing standing) {
        return Stream.of(ComparisonCells.scores(table, standing), ComparisonCells.costs(standing))
                .flatMap(List::stream)
                .toArray();
    }
}
