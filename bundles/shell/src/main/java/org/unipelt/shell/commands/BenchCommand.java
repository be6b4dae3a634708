package org.unipelt.shell.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.TextInput;
import org.unipelt.shell.bench.FeaturesBench;
import org.unipelt.shell.bench.InferBench;
import org.unipelt.shell.bench.Limit;
import org.unipelt.shell.bench.Measured;
import org.unipelt.shell.bench.MemoryBench;
import org.unipelt.shell.bench.TrainBench;
import org.unipelt.shell.bench.Workload;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Lines;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unipelt bench}. */
@Command(
        name = "bench",
        description =
                "Measures training steps and their memory, what frozen features gain, predictions, and how near a forward"
                        + " pass is to its matrix products.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  unipelt bench train --input sentences.txt",
            "  unipelt bench memory --base bert-base",
            "  unipelt bench features --input sentences.txt",
            "  unipelt bench infer --short",
            "  unipelt bench limit --base bert-base"
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: train, memory, features, infer or limit");
    }

    /** What all of them take. */
    static final class Common {
        @Option(
                names = "--base",
                paramLabel = "NAME",
                defaultValue = "minilm-l6",
                description = "a base model (default: ${DEFAULT-VALUE})")
        private String base;

        @Option(names = "--short", description = "fewer rounds: done sooner, less exact")
        private boolean brief;

        @Option(names = "--json", description = "write JSON")
        private boolean json;

        int show(Measured result, Context context) {
            if (json) {
                context.console().out().println(Json.pretty(result.toJson()));
            } else {
                result.print(context.console().out());
            }
            return ExitCode.OK;
        }
    }

    /** Where texts come from. */
    static final class Input {
        @Option(
                names = "--input",
                paramLabel = "FILE",
                description =
                        "texts, one per line in UTF-8, a pair with a tab between; without it 32 sentences are taken")
        private Path file;

        /** The file as a process started here would be told; empty where there is none. */
        Optional<String> option() {
            return Optional.ofNullable(file).map(given -> "--input=" + given);
        }

        Workload workload() {
            return file == null ? Workload.usual() : new Workload(read());
        }

        private List<TextInput> read() {
            if (!Files.isRegularFile(file)) {
                throw new DataException(file.toString(), "there is no such file", "Name a text file");
            }
            List<TextInput> texts = new ArrayList<>();
            try (Lines lines = new Lines(Files.newInputStream(file), file.toString())) {
                for (String line : lines.rest()) {
                    boolean pair = line.indexOf('\t') >= 0;
                    texts.addAll(PairLines.parse(List.of(line), pair, lines.name(), texts.size() + 1));
                }
            } catch (IOException e) {
                throw new DataException(
                        file.toString(),
                        "it cannot be read: " + Failures.reason(e),
                        "Check the file and its permissions",
                        e);
            }
            if (texts.isEmpty()) {
                throw new DataException(file.toString(), "it has no lines", "Name a file with a text in each line");
            }
            return texts;
        }
    }

    /** Training steps. */
    static final class Steps {
        private static final int FEW = 4;

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "16",
                description = "texts of a step (default: ${DEFAULT-VALUE})")
        private int batch;

        @Option(
                names = "--steps",
                paramLabel = "N",
                defaultValue = "12",
                description = "steps of each composition (default: ${DEFAULT-VALUE}; with --short 4)")
        private int steps;

        int batch() {
            return Math.max(1, batch);
        }

        int count(boolean brief) {
            return Math.max(1, brief ? Math.min(steps, FEW) : steps);
        }
    }

    /** {@code unipelt bench train}. */
    @Command(
            name = "train",
            description = {
                "Measures training steps of full fine-tuning, of each method and of their union with and without gates,"
                        + " and forward passes of the plain base model: all in turns on the same batches, in one process.",
                "Texts are cut at 128 tokens, sorted by length and put into batches; the steps are taken at even"
                        + " distances through these, so that texts a second stand for a whole epoch. Sizes are the paper's:"
                        + " rank 8, bottleneck 48, prefix length 10; dropout is that of the base model."
            },
            footer = {
                "  unipelt bench train",
                "  unipelt bench train --base bert-base --input sentences.txt --steps 10 --json"
            })
    static final class TrainCommand implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Common common;

        @Mixin
        private Input input;

        @Mixin
        private Steps steps;

        TrainCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            int count = steps.count(common.brief);
            return common.show(
                    new TrainBench(context, common.base, input.workload(), steps.batch(), count).run(), context);
        }
    }

    /** {@code unipelt bench memory}. */
    @Command(
            name = "memory",
            description = {
                "Measures the memory that training takes by full fine-tuning, by each method and by their union with and"
                        + " without gates: each in a process of its own, by its peak resident size (on Linux). Loaded is"
                        + " the size before the first step.",
                "Texts, batches and sizes are those of 'bench train'; longer texts and larger batches take more. A GPU's"
                        + " own memory does not count. The Java heap counts as far as it was used: JAVA_OPTS=-Xmx1g bounds"
                        + " it."
            },
            footer = {
                "  unipelt bench memory",
                "  unipelt bench memory --base bert-base --input sentences.txt --batch 32 --json",
                "  unipelt bench memory --composition 'gated union'"
            })
    static final class MemoryCommand implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Common common;

        @Mixin
        private Input input;

        @Mixin
        private Steps steps;

        @Option(
                names = "--composition",
                paramLabel = "NAME",
                description = "measure this one alone, in this process; names are those in the table of all")
        private String composition;

        MemoryCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            int count = steps.count(common.brief);
            MemoryBench bench = new MemoryBench(context, common.base, input.workload(), steps.batch(), count);
            return common.show(composition == null ? bench.each(one()) : bench.alone(composition), context);
        }

        /** The command line that measures one composition, but for its name. */
        private List<String> one() {
            List<String> line = new ArrayList<>(List.of("bench", "memory", "--json", "--base=" + common.base));
            line.addAll(List.of("--batch=" + steps.batch(), "--steps=" + steps.count(common.brief)));
            input.option().ifPresent(line::add);
            line.add("--composition");
            return line;
        }
    }

    /** {@code unipelt bench features}. */
    @Command(
            name = "features",
            description = {
                "Measures epochs that start from frozen features, which is what the layers below all that is trained give"
                        + " and is computed once, against epochs that start from the texts: of a head alone, and of LoRA"
                        + " and the gated union in the upper half of the layers. Both sides take turns, and neither draws"
                        + " dropout in frozen layers.",
                "Judging is what is done with the dev set after each epoch. Once is what computing the features takes.",
                "Texts, batches and sizes are those of 'bench train'; an epoch has that many steps."
            },
            footer = {
                "  unipelt bench features",
                "  unipelt bench features --base bert-base --input sentences.txt --steps 4 --json"
            })
    static final class FeaturesCommand implements Callable<Integer> {
        private static final int EPOCHS = 8;
        private static final int FEW_EPOCHS = 3;

        private final Context context;

        @Mixin
        private Common common;

        @Mixin
        private Input input;

        @Mixin
        private Steps steps;

        FeaturesCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            int count = steps.count(common.brief);
            int epochs = common.brief ? FEW_EPOCHS : EPOCHS;
            return common.show(
                    new FeaturesBench(context, common.base, input.workload(), steps.batch(), count, epochs).run(),
                    context);
        }
    }

    /** {@code unipelt bench infer}. */
    @Command(
            name = "infer",
            description = "Measures predictions by a pack of each method and of their union with and without gates"
                    + " against the plain base model's forward pass, in turns in one process, from text to answer: for many"
                    + " texts, for single ones and for one short text; then the time from the start of the program to a first"
                    + " prediction, and from the start of a bundle to a first prediction with it.",
            footer = {"  unipelt bench infer", "  unipelt bench infer --base bert-base --input sentences.txt --short"})
    static final class InferCommand implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Common common;

        @Mixin
        private Input input;

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "32",
                description = "texts of a prediction for many (default: ${DEFAULT-VALUE})")
        private int batch;

        InferCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            Workload texts = input.workload();
            return common.show(
                    new InferBench(context, common.base, texts, Math.max(1, batch), common.brief).run(), context);
        }
    }

    /** {@code unipelt bench limit}. */
    @Command(
            name = "limit",
            description = {
                "Measures, in turns in the same process, a forward pass of a base model up to its last hidden states"
                        + " and the matrix products of its layers alone (linear maps, attention scores and values); then"
                        + " the fixed overhead of one prediction.",
                "The overhead is what a prediction for one short text by a pack of LoRA takes more than the"
                        + " composition's run on the same tokens (tokenising, and what happens around the run), together"
                        + " with feeding and fetching, a part of the run that is timed by a session that computes nothing.",
                "All times are medians."
            },
            footer = {"  unipelt bench limit", "  unipelt bench limit --base bert-base --batch 16 --length 128 --json"})
    static final class LimitCommand implements Callable<Integer> {
        private final Context context;

        @Mixin
        private Common common;

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "16",
                description = "texts (default: ${DEFAULT-VALUE})")
        private int batch;

        @Option(
                names = "--length",
                paramLabel = "N",
                defaultValue = "128",
                description = "tokens of each (default: ${DEFAULT-VALUE})")
        private int length;

        LimitCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            return common.show(
                    new Limit(context, common.base, Math.max(1, batch), Math.max(1, length), common.brief).run(),
                    context);
        }
    }
}
