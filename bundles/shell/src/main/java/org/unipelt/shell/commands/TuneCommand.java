package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.api.tuning.Tuner.Trial;
import org.unipelt.api.tuning.Tuner.Tuning;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextFile;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.report.TuningReport;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unipelt tune}. */
@Command(
        name = "tune",
        description =
                "Finds methods, their sizes, gating and learning rate for a task within a time, by successive halving:"
                        + " many candidates are trained for a few epochs, the best third for three times as many, the best of those"
                        + " for all. Writes the best on the dev data as a pack. Methods that the configuration names are the only"
                        + " ones to choose from. Ctrl-C ends it and writes the best so far.",
        footer = {
            "  unipelt tune task.json --output my-pack --budget 20m",
            "  unipelt tune task.json --output my-pack --budget 90s --set training.epochs=9 --html tuning.html",
            "",
            "A configuration needs no more than a task (files in it are found beside it):",
            "  {\"task\": {\"type\": \"classification\", \"train\": \"train.tsv\", \"dev\": \"dev.tsv\",",
            "            \"text\": \"sentence\", \"label\": \"label\"}}"
        })
final class TuneCommand implements Callable<Integer> {
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
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "the time for all trainings: 90s, 20m, 2h (default: ${DEFAULT-VALUE})")
    private String budget;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with what was tried")
    private Path html;

    @Option(names = "--json", description = "write the result as JSON")
    private boolean json;

    TuneCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TextFile.check(html);
        Composition composition = configuration.trainable(context.services());
        Tuner.Request request =
                new Tuner.Request(composition, configuration.folder(), pack.toAbsolutePath(), duration(budget));
        Tuning tuning = context.services()
                .tuner()
                .tune(request, new TuningProgress(context.console().err()), context.cancellation());
        PrintWriter out = context.console().out();
        if (json) {
            out.println(Json.pretty(tuning));
        } else {
            print(tuning, out);
        }
        if (html != null) {
            new TuningReport(configuration.file().getFileName().toString(), composition.base(), tuning)
                    .page()
                    .write(html);
        }
        return ExitCode.OK;
    }

    private void print(Tuning tuning, PrintWriter out) {
        TextTable table = new TextTable("RUNG", "EPOCHS", "DEV", "TRAINED", "SECONDS", "CANDIDATE");
        for (Trial trial : tuning.trials()) {
            table.row(
                    trial.rung(),
                    trial.epochs(),
                    Format.known(trial.dev(), 4, ""),
                    Format.count(trial.trained()),
                    Format.decimals(trial.seconds(), 1),
                    trial.title());
        }
        table.print(out);
        out.println();
        out.println("Chosen:  " + tuning.chosen().title());
        out.println("Because: " + tuning.reason());
        out.println("Pack:    " + pack + "  (" + tuning.trials().size() + " trainings in "
                + Format.seconds(tuning.seconds()) + ")");
    }

    /** A time as users write it. */
    static Duration duration(String text) {
        String number = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
        if (text.matches("[1-9][0-9]{0,6}[smh]")) {
            long count = Long.parseLong(number);
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
        throw new ConfigurationException("--budget", "'" + text + "' is not a time", "Write 90s, 20m or 2h");
    }
}
