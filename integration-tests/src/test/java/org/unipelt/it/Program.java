package org.unipelt.it;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The distribution's program, run as a process.
 *
 * @param folder where it runs
 */
record Program(Path folder) {
    static final int PATIENCE_SECONDS = 120;

    /** How a run ended. */
    record Outcome(int exit, String out, String error) {}

    /**
     * Runs it to its end.
     *
     * @param input for its standard input; null for none
     */
    Outcome run(byte[] input, String... arguments) throws Exception {
        Process process = start(arguments);
        try (var in = process.getOutputStream()) {
            if (input != null) {
                in.write(input);
            }
        } catch (IOException e) {
            assertTrue("it ended before it read its input", input != null);
        }
        assertTrue(String.join(" ", arguments), process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return new Outcome(
                process.exitValue(),
                Files.readString(folder.resolve("out")),
                Files.readString(folder.resolve("error")));
    }

    Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Runtime.home().resolve("bin/unipelt").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // models that are imported belong to the test alone
        builder.environment().merge("JAVA_OPTS", "-Dunipelt.models=" + folder.resolve("models"), (a, b) -> a + " " + b);
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("error").toFile());
        return builder.start();
    }
}
