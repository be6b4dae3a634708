package org.unipelt.shell.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.unipelt.api.Failures;
import org.unipelt.api.UniPeltException;

/** How long a user waits for {@code unipelt predict} to answer: a process of its own, from its start to its first line. */
final class ColdStart {
    private ColdStart() {}

    /**
     * The median of some starts.
     *
     * @param home the installation; empty result where it has no start script
     * @param pack what to predict with
     */
    static OptionalDouble median(Path home, Path pack, String text, int times) {
        Path script = home.resolve("bin").resolve("unipelt");
        if (!Files.isExecutable(script)) {
            return OptionalDouble.empty();
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            seconds.add(once(script, pack, text));
        }
        return OptionalDouble.of(Rounds.median(seconds));
    }

    private static double once(Path script, Path pack, String text) {
        long begin = System.nanoTime();
        try {
            Process process = new ProcessBuilder(script.toString(), "predict", pack.toString(), text)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answers =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String answer = answers.readLine();
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (answer == null || process.waitFor() != 0) {
                    throw new UniPeltException("bin/unipelt predict", "it gave no answer", "Try it by hand");
                }
                return seconds;
            }
        } catch (IOException e) {
            throw new UniPeltException(
                    "bin/unipelt predict", "it cannot be run: " + Failures.reason(e), "Try it by hand", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UniPeltException("bin/unipelt predict", "it was interrupted", "", e);
        }
    }
}
