package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.tuning.Tuner;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class TuneCommandTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final Scripted tuner = new Scripted();

    TuneCommandTest() {
        services.tuner = tuner;
    }

    /** Tries two candidates. */
    private static final class Scripted implements Tuner {
        private Request request;

        @Override
        public Tuning tune(Request asked, Listener listener, BooleanSupplier cancelled) {
            request = asked;
            Trial first = new Trial(1, 1, "lora (r 8), rate 0.001", Map.of(), 2, "accuracy", 0.75, 1234, 1.5, null);
            Trial second = new Trial(1, 2, "adapter, rate 0.01", Map.of(), 2, "", Double.NaN, 0, 1, "the loss is NaN");
            listener.rung(1, 2, 2);
            listener.tried(first);
            listener.tried(second);
            listener.noticed("2 texts were cut");
            return new Tuning(List.of(first, second), first, "the best accuracy", 3);
        }
    }

    @Test
    void tellsWhatWasTriedAndWhyItWasChosen() throws IOException {
        Run run = tune();
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("(?s).*1 +2 +0.7500 +1,234 +1.5 +lora \\(r 8\\), rate 0.001.*"), run.out());
        assertTrue(run.out().matches("(?s).*1 +2 +- +0 +1.0 +adapter, rate 0.01.*"), run.out());
        assertTrue(run.out().contains("Chosen:  lora (r 8), rate 0.001"), run.out());
        assertTrue(run.out().contains("Because: the best accuracy"), run.out());
        assertTrue(run.err().contains("Rung 1: at most 2 candidates, 2 epochs each"), run.err());
        assertTrue(run.err().contains("adapter, rate 0.01: failed: the loss is NaN"), run.err());
        assertTrue(run.err().contains("2 texts were cut"), run.err());
    }

    @Test
    void filesAreLookedForBesideTheConfiguration() throws IOException {
        tune("--budget", "90s", "--set", "training.epochs=9");
        assertEquals(folder, tuner.request.folder());
        assertEquals(Duration.ofSeconds(90), tuner.request.budget());
        assertEquals(Map.of("epochs", 9), tuner.request.composition().training());
        assertEquals("my-pack", tuner.request.pack().getFileName().toString());
    }

    @Test
    void thePageTellsOfEveryCandidate() throws IOException {
        Path html = folder.resolve("tuning.html");
        tune("--html", html.toString());
        String page = Files.readString(html);
        for (String part : List.of("Tuning of task.json", "1: lora (r 8), rate 0.001", "the best accuracy", "failed")) {
            assertTrue(page.contains(part), part);
        }
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "20m, PT20M", "2h, PT2H"})
    void aBudgetIsATimeWithItsUnit(String text, Duration time) {
        assertEquals(time, TuneCommand.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "m", "-1m", "0s", "1.5h", "20 m", "99999999h"})
    void anythingElseIsNoBudget(String text) {
        ConfigurationException problem = assertThrows(ConfigurationException.class, () -> TuneCommand.duration(text));
        assertTrue(problem.getMessage().contains("Write 90s, 20m or 2h"), problem.getMessage());
    }

    private Run tune(String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("task.json"), "{\"task\": {\"type\": \"classification\"}}");
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"tune", file.toString(), "--output", "my-pack"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Run.of(services, arguments);
    }
}
