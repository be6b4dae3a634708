package org.unipelt.shell.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.services.Context;

/** Measures the memory that training takes: a peak is a process's, so that each composition gets a process of its own. */
public final class MemoryBench {
    private static final int MILLISECONDS_BETWEEN_LOOKS = 200;

    private final Context context;
    private final String base;
    private final Workload workload;
    private final int batch;
    private final int steps;

    /**
     * Prepares.
     *
     * @param batch texts of a step
     * @param steps how many each composition takes
     */
    public MemoryBench(Context context, String base, Workload workload, int batch, int steps) {
        this.context = context;
        this.base = base;
        this.workload = workload;
        this.batch = batch;
        this.steps = steps;
    }

    /**
     * Measures one composition in this process, which should have done nothing else.
     *
     * @param name as {@link Compositions#trained} gives it
     * @throws UnavailableException where the system does not tell the size of a process
     */
    public MemoryResult alone(String name) {
        ResidentSize.read();
        Map<String, Composition> all = Compositions.trained(base);
        if (!all.containsKey(name)) {
            throw new ConfigurationException(
                    "--composition", "there is no '" + name + "'", Nearest.hint(name, all.keySet()));
        }
        Builder builder = new Builder(context, workload.texts());
        try (TrainableComposition training = builder.trainable(all.get(name))) {
            ResidentSize loaded = ResidentSize.read();
            int longest = Math.min(Workload.LONGEST, training.shape().maximumLength());
            List<TokenBatch> batches = workload.sortedByLength(training.tokenizer(), longest, batch, steps);
            float[] targets = builder.targets(batches.get(0).rows(), training.tokenizer());
            for (int step = 0; step < steps; step++) {
                requireUnstopped();
                training.step(batches.get(step % batches.size()), targets, 1e-4, step + 1);
            }
            long trained = training.parameters().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            return new MemoryResult(
                    base,
                    training.device(),
                    batches.get(0).rows(),
                    batches.stream().mapToInt(TokenBatch::length).max().orElseThrow(),
                    Map.of(
                            name,
                            new MemoryResult.Use(
                                    trained,
                                    loaded.now(),
                                    loaded.peak(),
                                    ResidentSize.read().peak())));
        }
    }

    /**
     * Measures all compositions, one after the other.
     *
     * @param arguments the command line that measures one: its name comes behind
     * @throws UnavailableException where the system does not tell the size of a process, or there is no program to start
     */
    public MemoryResult each(List<String> arguments) {
        ResidentSize.read();
        Path script = context.services().home().resolve("bin").resolve("unipelt");
        if (!Files.isExecutable(script)) {
            throw new UnavailableException(
                    "bin/unipelt",
                    "the installation does not have it, and each composition needs a process of its own",
                    "Measure one by --composition, or build the distribution again");
        }
        MemoryResult first = null;
        Map<String, MemoryResult.Use> uses = new LinkedHashMap<>();
        for (String name : Compositions.trained(base).keySet()) {
            requireUnstopped();
            context.console().err().println("measuring " + name + " ...");
            List<String> command = new ArrayList<>(List.of(script.toString()));
            command.addAll(arguments);
            command.add(name);
            MemoryResult one = measured(name, command);
            first = first == null ? one : first;
            uses.putAll(one.uses());
        }
        return new MemoryResult(first.base(), first.device(), first.batch(), first.longest(), uses);
    }

    private MemoryResult measured(String name, List<String> command) {
        try {
            Path answer = Files.createTempFile("unipelt-bench-", ".json");
            try {
                int code = run(new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(answer.toFile()));
                if (code != 0) {
                    throw new UniPeltException(
                            "the process of '" + name + "'", "it ended with " + code, "Measure it by --composition");
                }
                return MemoryResult.of((Map<?, ?>) Json.parse(Files.readString(answer))
                        .filter(Map.class::isInstance)
                        .orElseThrow());
            } finally {
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            throw new UniPeltException("bin/unipelt", "it cannot be run: " + e.getMessage(), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UniPeltException("bin/unipelt", "it was interrupted", "", e);
        }
    }

    /** A child goes with its parent, however that is stopped. */
    private int run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            while (!process.waitFor(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                requireUnstopped();
            }
            return process.exitValue();
        } finally {
            process.destroy();
        }
    }

    private void requireUnstopped() {
        if (context.cancellation().getAsBoolean()) {
            throw new UniPeltException("bench", "it was stopped", "");
        }
    }
}
