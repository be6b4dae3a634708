package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unipelt.api.Evaluation;
import org.unipelt.api.client.Predictor;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt evaluate}. */
@Command(
        name = "evaluate",
        description = "Judges a pack on labelled data: CSV, TSV or JSON lines with the columns that it was trained on.",
        footer = {
            "  unipelt evaluate sentiment-pack --data test.tsv",
            "  unipelt evaluate sentiment-pack --data test.csv --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "labelled data")
    private Path data;

    @Option(names = "--json", description = "write JSON")
    private boolean json;

    EvaluateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Predictor predictor = context.services().orchestrator().open(pack)) {
            OpenPack.requireAvailable(predictor, pack);
            Evaluation evaluation = predictor.evaluate(data, context.cancellation());
            OpenPack.noteTruncated(predictor, context.console().err());
            if (json) {
                Map<String, Object> tree = new LinkedHashMap<>();
                tree.put("methods", predictor.methods());
                tree.put("examples", evaluation.examples());
                tree.put("metrics", evaluation.metrics());
                tree.put("seconds", evaluation.seconds());
                context.console().out().println(Json.pretty(tree));
            } else {
                print(evaluation);
            }
        }
        return ExitCode.OK;
    }

    private void print(Evaluation evaluation) {
        TextTable table = new TextTable("METRIC", "VALUE");
        evaluation.metrics().forEach((name, value) -> table.row(name, Format.metric(value)));
        table.row("examples", Format.count(evaluation.examples()));
        table.row("examples a second", Format.count(Math.round(evaluation.examples() / evaluation.seconds())));
        table.print(context.console().out());
    }
}
