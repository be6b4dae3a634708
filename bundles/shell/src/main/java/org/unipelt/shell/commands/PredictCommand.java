package org.unipelt.shell.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.Predictor;
import org.unipelt.shell.console.Lines;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unipelt predict}. */
@Command(
        name = "predict",
        description = "Predicts for texts: those on the command line, or one per line of a file or of standard input"
                + " (UTF-8; for a task on pairs the two texts with a tab between). Answers come as they are ready,"
                + " each with its probability.",
        footer = {
            "  unipelt predict sentiment-pack \"a fine film\" \"a dull one\"",
            "  unipelt predict pair-pack \"A man sleeps.\" --pair \"A person rests.\"",
            "  unipelt predict sentiment-pack --gates \"a fine film\"      each method's weight, layer by layer",
            "  unipelt predict sentiment-pack --input texts.txt --json   one JSON object a line",
            "  cat texts.txt | unipelt predict sentiment-pack",
            "  unipelt predict sentiment-pack -- \"--a text that begins with dashes\""
        })
final class PredictCommand implements Callable<Integer> {
    private static final int BATCH = 128;

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "texts; without any, standard input is read")
    private List<String> texts = List.of();

    @Option(names = "--pair", paramLabel = "TEXT", description = "the second text, for a task on pairs")
    private String pair;

    @Mixin
    private TextsInput input;

    @Option(names = "--gates", description = "also show how much each method weighs in each layer")
    private boolean gates;

    @Option(names = "--json", description = "write one JSON object per text")
    private boolean json;

    PredictCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        input.check(texts);
        if (pair != null && texts.size() != 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--pair needs exactly one TEXT; pairs of a file stand in a line with a tab between");
        }
        try (Predictor predictor = context.services().orchestrator().open(pack)) {
            OpenPack.requireAvailable(predictor, pack);
            if (texts.isEmpty()) {
                predictLines(predictor);
            } else {
                checkPair(predictor);
                predict(
                        predictor,
                        texts.stream().map(t -> new TextInput(t, pair)).toList());
            }
            OpenPack.noteTruncated(predictor, context.console().err());
        }
        return ExitCode.OK;
    }

    private void checkPair(Predictor predictor) {
        if (predictor.pairs() != (pair != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    pair == null
                            ? pack + " was trained on pairs of texts: give the second one as --pair"
                            : pack + " was trained on single texts: leave --pair out");
        }
    }

    private void predictLines(Predictor predictor) throws IOException {
        boolean pairs = predictor.pairs();
        try (Lines lines = input.open(context.console())) {
            for (List<String> batch = lines.next(BATCH);
                    !batch.isEmpty() && context.goesOn();
                    batch = lines.next(BATCH)) {
                int first = lines.number() - batch.size() + 1;
                predict(predictor, PairLines.parse(batch, pairs, lines.name(), first));
            }
        }
    }

    private void predict(Predictor predictor, List<TextInput> inputs) {
        PredictionPrinter printer = new PredictionPrinter(context.console().out(), gates, json);
        printer.print(inputs, predictor.predict(inputs, gates, context.cancellation()));
    }
}
