package org.unipelt.shell.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Predictor;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.options.Options;
import org.unipelt.api.session.ComposedModel;
import org.unipelt.api.session.FrozenModel;
import org.unipelt.api.session.ModelSessions;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Lines;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unipelt generate}. */
@Command(
        name = "generate",
        description =
                "Lets a model that has a decoder write on from texts: those on the command line, or one per line of a"
                        + " file or of standard input (UTF-8). Without further options it takes the likeliest token each time.",
        footer = {
            "  unipelt generate story-pack \"Once upon a time\"",
            "  unipelt generate --model ./my-gpt2 \"Once upon a time\" --max-new-tokens 40",
            "  unipelt generate --model ./my-t5 --beams 4 \"translate English to German: The cat sleeps.\"",
            "  unipelt generate --model ./my-gpt2 --sample --temperature 0.8 --seed 7 --sequences 3 \"A dog\"",
            "  unipelt generate summary-pack --beams 4 --option early_stopping=true --input texts.txt",
            "  cat texts.txt | unipelt generate summary-pack --json"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int BATCH = 16;

    private final Context context;
    private final Map<String, Object> chosen = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "NAME|DIRECTORY", description = "a base model alone, in place of a pack")
    private String model;

    @Parameters(
            arity = "0..*",
            paramLabel = "[PACK] [TEXT...]",
            description = "a pack's folder, unless --model is given, and texts")
    private List<String> arguments = List.of();

    @Mixin
    private TextsInput input;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "any option of generation by its name, as early_stopping or eos_token_id; can be repeated")
    private Map<String, String> others = Map.of();

    private long truncated;

    @Option(names = "--json", description = "write one JSON object per written text")
    private boolean json;

    GenerateCommand(Context context) {
        this.context = context;
    }

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "the most tokens to write (default: 64)")
    void newTokens(int count) {
        chosen.put("max_new_tokens", count);
    }

    @Option(names = "--beams", paramLabel = "N", description = "beam search with so many hypotheses")
    void beams(int count) {
        chosen.put("num_beams", count);
    }

    @Option(
            names = "--length-penalty",
            paramLabel = "X",
            description = "beam search divides scores by length ^ X (default: 1)")
    void lengthPenalty(double power) {
        chosen.put("length_penalty", power);
    }

    @Option(names = "--sample", description = "draw tokens by their probabilities")
    void sample(boolean wanted) {
        chosen.put("do_sample", wanted);
    }

    @Option(names = "--temperature", paramLabel = "X", description = "with --sample: below 1 surer, above 1 wilder")
    void temperature(double value) {
        chosen.put("temperature", value);
    }

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "with --sample: among the N likeliest tokens (default: 50)")
    void topK(int count) {
        chosen.put("top_k", count);
    }

    @Option(
            names = "--top-p",
            paramLabel = "X",
            description = "with --sample: among the likeliest tokens that have probability X together")
    void topP(double probability) {
        chosen.put("top_p", probability);
    }

    @Option(names = "--seed", paramLabel = "N", description = "with --sample: the same seed draws the same texts")
    void seed(int number) {
        chosen.put("seed", number);
    }

    @Option(names = "--sequences", paramLabel = "N", description = "so many texts for each given one, best first")
    void sequences(int count) {
        chosen.put("num_return_sequences", count);
    }

    @Override
    public Integer call() throws IOException {
        if (model == null && arguments.isEmpty()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "give a pack's folder, or --model");
        }
        List<String> texts = model != null ? arguments : arguments.subList(1, arguments.size());
        input.check(texts);
        TextGenerator generator = context.services().generator();
        Options options = generator.options().parse(options(), "generate");
        if (model != null) {
            try (FrozenModel frozen = context.services().sessions().frozen(model, "auto")) {
                write(generator, frozen.decoder(), options, texts);
            }
        } else {
            writeByPack(generator, Path.of(arguments.get(0)), options, texts);
        }
        OpenPack.noteTruncated(
                truncated, "the model takes, and cut", context.console().err());
        return ExitCode.OK;
    }

    private void writeByPack(TextGenerator generator, Path pack, Options options, List<String> texts)
            throws IOException {
        ModelSessions sessions = context.services().sessions();
        if (Composition.NO_TASK.equals(sessions.read(pack).composition().task().get("type"))) {
            try (ComposedModel composed = sessions.compose(pack)) {
                write(generator, composed.decoder(), options, texts);
            }
            return;
        }
        try (Predictor predictor = context.services().orchestrator().open(pack)) {
            OpenPack.requireAvailable(predictor, pack);
            write(generator, predictor.decoder(), options, texts);
        }
    }

    /** Those with a flag of their own and those by name; one that is given both ways is refused. */
    private Map<String, Object> options() {
        Map<String, Object> all = new LinkedHashMap<>(others);
        chosen.forEach((name, value) -> {
            if (all.put(name, value) != null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--option " + name + " and its own flag cannot be given together");
            }
        });
        return all;
    }

    private void write(TextGenerator generator, TextDecoder model, Options options, List<String> texts)
            throws IOException {
        TextDecoder decoder = model.until(context.cancellation());
        if (!texts.isEmpty()) {
            print(texts, generator.write(decoder, texts, options));
            return;
        }
        try (Lines lines = input.open(context.console())) {
            if (options.flag("do_sample")) {
                // a text draws by its place among those of a call, and how many lines are there at a time is chance
                List<String> all = lines.rest();
                print(all, generator.write(decoder, all, options));
            } else {
                writeAsTheyCome(generator, decoder, options, lines);
            }
        }
    }

    private void writeAsTheyCome(TextGenerator generator, TextDecoder decoder, Options options, Lines lines) {
        for (List<String> batch = lines.next(BATCH); !batch.isEmpty() && context.goesOn(); batch = lines.next(BATCH)) {
            print(batch, generator.write(decoder, batch, options));
        }
    }

    private void print(List<String> texts, List<List<Generated>> written) {
        for (int i = 0; i < texts.size(); i++) {
            truncated += written.get(i).stream().anyMatch(Generated::truncated) ? 1 : 0;
            for (Generated one : written.get(i)) {
                context.console().out().println(json ? object(texts.get(i), one) : one.text());
            }
        }
        context.console().out().flush();
    }

    private static String object(String text, Generated written) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", text);
        tree.put("generated", written.text());
        tree.put("tokens", written.ids().length);
        tree.put("score", written.score());
        return Json.line(tree);
    }
}
