package org.unipelt.shell.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.shell.bench.FeaturesBench;
import org.unipelt.shell.bench.InferBench;
import org.unipelt.shell.bench.Limit;
import org.unipelt.shell.bench.Measured;
import org.unipelt.shell.bench.MemoryBench;
import org.unipelt.shell.bench.TrainBench;
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

    /** Measures something, and shows what came of it. */
    abstract static class Measurement implements Callable<Integer> {
        private final Context context;

        @Mixin
        private BenchOptions.Common common;

        Measurement(Context context) {
            this.context = context;
        }

        @Override
        public final Integer call() {
            return common.show(measure(context, common.base(), common.brief()), context);
        }

        abstract Measured measure(Context context, String base, boolean brief);
    }

    /** Measures training steps. */
    abstract static class StepsMeasurement extends Measurement {
        @Mixin
        private BenchOptions.Input input;

        @Mixin
        private BenchOptions.Steps steps;

        StepsMeasurement(Context context) {
            super(context);
        }

        BenchOptions.Input input() {
            return input;
        }

        BenchOptions.Steps steps() {
            return steps;
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
    static final class TrainCommand extends StepsMeasurement {
        TrainCommand(Context context) {
            super(context);
        }

        @Override
        Measured measure(Context context, String base, boolean brief) {
            return new TrainBench(context, base, input().workload(), steps().batch(), steps().count(brief)).run();
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
    static final class MemoryCommand extends StepsMeasurement {
        @Option(
                names = "--composition",
                paramLabel = "NAME",
                description = "measure this one alone, in this process; names are those in the table of all")
        private String composition;

        MemoryCommand(Context context) {
            super(context);
        }

        @Override
        Measured measure(Context context, String base, boolean brief) {
            int count = steps().count(brief);
            MemoryBench bench = new MemoryBench(context, base, input().workload(), steps().batch(), count);
            return composition == null ? bench.each(one(base, count)) : bench.alone(composition);
        }

        /** The command line that measures one composition, but for its name. */
        private List<String> one(String base, int count) {
            List<String> line = new ArrayList<>(List.of("bench", "memory", "--json", "--base=" + base));
            line.addAll(List.of("--batch=" + steps().batch(), "--steps=" + count));
            input().option().ifPresent(line::add);
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
                "Texts, batches and sizes are those of 'bench train'; an epoch has at most that many steps."
            },
            footer = {
                "  unipelt bench features",
                "  unipelt bench features --base bert-base --input sentences.txt --steps 4 --json"
            })
    static final class FeaturesCommand extends StepsMeasurement {
        private static final int EPOCHS = 8;
        private static final int FEW_EPOCHS = 3;

        FeaturesCommand(Context context) {
            super(context);
        }

        @Override
        Measured measure(Context context, String base, boolean brief) {
            int count = steps().count(brief);
            int epochs = brief ? FEW_EPOCHS : EPOCHS;
            return new FeaturesBench(context, base, input().workload(), steps().batch(), count, epochs).run();
        }
    }

    /** {@code unipelt bench infer}. */
    @Command(
            name = "infer",
            description = "Measures predictions by a pack of each method and of their union with and without gates"
                    + " against the plain base model's forward pass, in turns in one process, from text to answer, cut at 128 tokens: for many"
                    + " texts, for single ones and for one short text; then the time from the start of the program to a first"
                    + " prediction, and from the start of a bundle to a first prediction with it.",
            footer = {"  unipelt bench infer", "  unipelt bench infer --base bert-base --input sentences.txt --short"})
    static final class InferCommand extends Measurement {
        @Mixin
        private BenchOptions.Input input;

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "32",
                description = "texts of a prediction for many (default: ${DEFAULT-VALUE})")
        private int batch;

        InferCommand(Context context) {
            super(context);
        }

        @Override
        Measured measure(Context context, String base, boolean brief) {
            return new InferBench(context, base, input.workload(), BenchOptions.atLeastOne("--batch", batch), brief)
                    .run();
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
    static final class LimitCommand extends Measurement {
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
            super(context);
        }

        @Override
        Measured measure(Context context, String base, boolean brief) {
            return new Limit(
                            context,
                            base,
                            BenchOptions.atLeastOne("--batch", batch),
                            BenchOptions.atLeastOne("--length", length),
                            brief)
                    .run();
        }
    }
}
