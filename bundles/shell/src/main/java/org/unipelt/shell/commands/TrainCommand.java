package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextFile;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.console.TrainingProgress;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unipelt train}. */
@Command(
        name = "train",
        description = "Tunes a base model as a JSON configuration says, and writes the weights that did best on the dev"
                + " data as a pack. Ctrl-C ends it early and keeps the best weights so far; --resume goes on from the last"
                + " whole epoch.",
        footer = {
            "  unipelt train sentiment.json --output sentiment-pack",
            "  unipelt train sentiment.json --output pack-7 --set training.seed=7 --set methods.0.r=16",
            "  unipelt train sentiment.json --output sentiment-pack --resume",
            "  unipelt train sentiment.json --output sentiment-pack --html training.html",
            "",
            "A configuration (files in it are found beside it):",
            "  {\"base\": \"minilm-l6\",",
            "   \"task\": {\"type\": \"classification\", \"train\": \"train.tsv\", \"dev\": \"dev.tsv\",",
            "            \"text\": \"sentence\", \"label\": \"label\"},",
            "   \"methods\": [{\"method\": \"lora\", \"r\": 8}, {\"method\": \"adapter\", \"bottleneck\": 48}],",
            "   \"training\": {\"epochs\": 5, \"learning_rate\": 0.001}}",
            "",
            "A data set of 'unipelt datasets' needs its name and the folder of its files:",
            "   \"task\": {\"dataset\": \"cola\", \"folder\": \"data/CoLA\"}"
        })
final class TrainCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private ConfigurationArguments configuration;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PACK",
            required = true,
            description = "the folder to write the pack to")
    private Path pack;

    @Option(
            names = "--resume",
            description =
                    "go on after the last whole epoch of a run that wrote to PACK; from the start where there is none")
    private boolean resume;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write a page with the course of the training and, where methods are gated, their gates")
    private Path html;

    @Option(names = "--json", description = "write the result as JSON")
    private boolean json;

    TrainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TextFile.check(html);
        Composition composition = configuration.trainable(context.services());
        Path folder = configuration.folder();
        Trainer.Result result;
        List<String> notices;
        try (TrainingProgress progress = TrainingProgress.on(context.console(), "")) {
            result = context.services()
                    .trainer()
                    .train(composition, folder, pack, resume, progress, context.cancellation());
            notices = progress.notices();
        }
        if (result.cancelled()) {
            context.console().err().println(stopped(result));
        }
        PrintWriter out = context.console().out();
        if (json) {
            out.println(Json.pretty(result));
        } else {
            print(result, out);
        }
        if (html != null) {
            new TrainingReports(context.services(), context.cancellation())
                    .of(composition, folder, pack, result, notices)
                    .page()
                    .write(html);
        }
        return ExitCode.OK;
    }

    private String stopped(Trainer.Result result) {
        return result.bestEpoch() == 0
                ? "Stopped before the dev rows were judged: the pack has the weights of step "
                        + result.losses().size()
                : "Stopped: the pack has the weights of epoch " + result.bestEpoch();
    }

    private void print(Trainer.Result result, PrintWriter out) {
        TextTable table = new TextTable("RESULT", "");
        result.metrics().forEach((name, value) -> table.row("dev " + name, Format.metric(value)));
        table.row("best epoch", result.bestEpoch() + " of " + result.epochsDone());
        result.parameters().forEach((name, count) -> table.row("parameters " + name, Format.count(count)));
        table.row(
                "parameters in all",
                Format.count(result.parameters().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        table.row("time", Format.seconds(result.seconds()));
        table.row("pack", pack);
        table.print(out);
    }
}
