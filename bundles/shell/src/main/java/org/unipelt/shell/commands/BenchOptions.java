package org.unipelt.shell.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.TextInput;
import org.unipelt.shell.bench.Measured;
import org.unipelt.shell.bench.Workload;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Lines;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Option;

/** Options that commands below {@code unipelt bench} share. */
final class BenchOptions {
    private BenchOptions() {}

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

        String base() {
            return base;
        }

        boolean brief() {
            return brief;
        }

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
            TextsInput.checkFile(file, "Name a text file");
            List<TextInput> texts = new ArrayList<>();
            try (Lines lines = new Lines(TextsInput.stream(file), file.toString())) {
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
        private static final int USUAL = 12;

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "16",
                description = "texts of a step (default: ${DEFAULT-VALUE})")
        private int batch;

        @Option(
                names = "--steps",
                paramLabel = "N",
                description = "steps of each composition (default: 12; with --short 4)")
        private Integer steps;

        int batch() {
            return atLeastOne("--batch", batch);
        }

        int count(boolean brief) {
            if (steps == null) {
                return brief ? FEW : USUAL;
            }
            return atLeastOne("--steps", steps);
        }
    }

    static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new ConfigurationException(option, value + " are none", "Write 1 or more");
        }
        return value;
    }
}
