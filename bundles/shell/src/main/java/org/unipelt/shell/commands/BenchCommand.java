package org.unipelt.shell.commands;

import java.util.concurrent.Callable;
import org.unipelt.shell.bench.Bench;
import org.unipelt.shell.bench.BenchResult;
import org.unipelt.shell.bench.Limit;
import org.unipelt.shell.bench.LimitResult;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unipelt bench}. */
@Command(
        name = "bench",
        description =
                "Measures predictions and training steps of each method and of their gated union against the plain"
                        + " base model in the same process, the time from the start of the program to a first prediction, and"
                        + " from the start of a bundle to a first prediction with it.",
        footer = {"  unipelt bench", "  unipelt bench --base bert-base --short", "  unipelt bench --json > bench.json"})
final class BenchCommand implements Callable<Integer> {
    private final Context context;

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

    BenchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        BenchResult result = new Bench(context, base, brief).run();
        if (json) {
            context.console().out().println(Json.pretty(result.toJson()));
        } else {
            result.print(context.console().out());
        }
        return ExitCode.OK;
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

        @Option(
                names = "--base",
                paramLabel = "NAME",
                defaultValue = "minilm-l6",
                description = "a base model (default: ${DEFAULT-VALUE})")
        private String base;

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

        @Option(names = "--short", description = "fewer rounds: done sooner, less exact")
        private boolean brief;

        @Option(names = "--json", description = "write JSON")
        private boolean json;

        LimitCommand(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            LimitResult result = new Limit(context, base, Math.max(1, batch), Math.max(1, length), brief).run();
            if (json) {
                context.console().out().println(Json.pretty(result.toJson()));
            } else {
                result.print(context.console().out());
            }
            return ExitCode.OK;
        }
    }
}
