package org.unipelt.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Folders;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;
import org.unipelt.api.tuning.Tuner;

/** What tuning makes of trainings that go wrong; that it tunes is shown by the integration tests. */
class ServiceTunerTest {
    private static final List<Map<String, Object>> METHODS =
            List.of(Map.of("method", "lora"), Map.of("method", "bitfit"));

    @TempDir
    Path folder;

    private final List<String> noticed = new ArrayList<>();
    private final List<Boolean> stopped = new ArrayList<>();

    @Test
    void aCandidateThatDoesNotFitTheModelFailsAlone() {
        Tuner.Tuning tuning = tune(composition -> {
            if (holds(composition, "bitfit")) {
                throw new ConfigurationException("method 'bitfit'", "it stands nowhere", "Leave it out");
            }
            return 0.5;
        });
        assertTrue(tuning.chosen().title().startsWith("lora"), tuning.chosen().title());
        assertFalse(tuning.chosen().title().contains("bitfit"));
        assertTrue(tuning.trials().stream().anyMatch(trial -> trial.failure() != null));
        assertTrue(Files.exists(pack()));
    }

    @Test
    void aConfigurationThatFitsNoCandidateIsRefusedInItsOwnWords() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> tune(composition -> {
                    throw new ConfigurationException("training", "'epoch' is not a known key", "");
                }));
        assertEquals("training: 'epoch' is not a known key.", refusal.getMessage());
        assertNothingStays();
    }

    @Test
    void aMetricThatIsNoNumberIsNeverTheBest() {
        List<Integer> asked = new ArrayList<>();
        Tuner.Tuning tuning = tune(composition -> {
            asked.add(asked.size());
            return asked.size() == 2 ? 0.25 : Double.NaN;
        });
        assertEquals(0.25, tuning.chosen().dev());
    }

    @Test
    void whereNoMetricIsANumberItSaysSo() {
        UniPeltException nothing = assertThrows(UniPeltException.class, () -> tune(composition -> Double.NaN));
        assertTrue(nothing.getMessage().contains("accuracy was no number"), nothing.getMessage());
        assertNothingStays();
    }

    @Test
    void theBestPackSoFarStaysWhereTheDataGoWrong() {
        List<Integer> asked = new ArrayList<>();
        assertThrows(
                DataException.class,
                () -> tune(composition -> {
                    asked.add(asked.size());
                    if (asked.size() > 2) {
                        throw new DataException("train.tsv", "it has gone", "Bring it back");
                    }
                    return 0.5;
                }));
        assertTrue(Files.exists(pack()));
        assertEquals(List.of("The best pack until then is kept"), noticed);
    }

    @Test
    void aCandidateThatBreaksFailsAloneWhateverItThrows() {
        for (Throwable broken : List.of(new IllegalStateException("no kernel"), new OutOfMemoryError("Java heap"))) {
            Tuner.Tuning tuning = tune(composition -> {
                if (holds(composition, "bitfit")) {
                    throw thrown(broken);
                }
                return 0.5;
            });
            assertFalse(tuning.chosen().title().contains("bitfit"));
            assertTrue(tuning.trials().stream()
                    .anyMatch(trial -> broken.getMessage().equals(trial.failure())));
            assertTrue(Files.exists(pack()));
            Folders.delete(pack());
        }
    }

    private static RuntimeException thrown(Throwable broken) {
        if (broken instanceof Error error) {
            throw error;
        }
        return (RuntimeException) broken;
    }

    @Test
    void theBestPackOfATuningThatWasKilledIsNotDeleted() throws IOException {
        Path left = Files.createDirectories(folder.resolve("best.pack.tuning-best"));
        Files.writeString(left.resolve("pack.json"), "{}");
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> tune(composition -> 0.5));
        assertEquals(
                left
                        + ": a tuning that was cut off has left its best pack there. Move it away to keep it, or delete it.",
                refusal.getMessage());
        assertTrue(Files.exists(left.resolve("pack.json")));
    }

    @Test
    void whatWasJudgedBeforeItWasStoppedCounts() {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Integer> asked = new ArrayList<>();
        Tuner.Tuning tuning = tune(Map.of("epochs", 3), Duration.ofHours(1), stopped::get, composition -> {
            asked.add(asked.size());
            stopped.set(asked.size() == 3);
            return asked.size() / 10.0;
        });
        assertEquals(3, tuning.trials().size());
        assertEquals(0.3, tuning.chosen().dev());
    }

    @Test
    void theBudgetEndsTheFirstCandidateOnceItIsJudged() {
        assertEquals(
                1,
                tune(Map.of("epochs", 3), Duration.ZERO, () -> false, composition -> 0.5)
                        .trials()
                        .size());
        assertEquals(List.of(false, true), stopped);
    }

    @Test
    void aTrainingThatEndedEarlyIsToldWithTheEpochsThatItHad() {
        Tuner.Tuning tuning = tune(Map.of("epochs", 18), composition -> 0.5);
        assertTrue(tuning.reason().contains("0.5000 after 1 epoch and"), tuning.reason());
        assertTrue(tuning.trials().stream().allMatch(trial -> trial.epochs() == 1));
    }

    @Test
    void epochsAreChecked() {
        for (Object epochs : List.of(-5, 27.0, "50")) {
            ConfigurationException refusal =
                    assertThrows(ConfigurationException.class, () -> tune(Map.of("epochs", epochs), c -> 0.5));
            assertTrue(refusal.getMessage().startsWith("training: 'epochs' is '" + epochs + "'"));
        }
    }

    @Test
    void aBestPackThatCannotBePutIntoItsPlaceStaysBesideIt() throws IOException {
        Files.createDirectories(pack().resolve("in-the-way"));
        DataException refusal = assertThrows(DataException.class, () -> tune(composition -> 0.5));
        assertEquals(
                "tuning: " + pack()
                        + ": it is full. Make room. The best pack lies beside it, in best.pack.tuning-best.",
                refusal.getMessage());
        assertTrue(Files.exists(folder.resolve("best.pack.tuning-best/pack.json")));
    }

    @Test
    void aFileIsNoPlaceForAPack() throws IOException {
        Files.writeString(pack(), "years of work");
        List<Composition> trained = new ArrayList<>();
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> tune(composition -> trained.add(composition) ? 1 : 0));
        assertEquals(
                pack() + ": it is a file, and a folder is to be written there. Name another place.",
                refusal.getMessage());
        assertEquals(List.of(), trained);
        assertEquals("years of work", Files.readString(pack()));
    }

    private Path pack() {
        return folder.resolve("best.pack");
    }

    private void assertNothingStays() {
        assertFalse(Files.exists(pack()));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Composition composition, String method) {
        return composition.methods().stream().anyMatch(entry -> method.equals(entry.get("method")));
    }

    private Tuner.Tuning tune(ToDoubleFunction<Composition> training) {
        return tune(Map.of("epochs", 3), training);
    }

    private Tuner.Tuning tune(Map<String, Object> settings, ToDoubleFunction<Composition> training) {
        return tune(settings, Duration.ofHours(1), () -> false, training);
    }

    private Tuner.Tuning tune(
            Map<String, Object> settings,
            Duration budget,
            BooleanSupplier cancelled,
            ToDoubleFunction<Composition> training) {
        Composition composition =
                Composition.of(Map.of("base", "any", "methods", METHODS, "training", settings), "test");
        Tuner.Request request = new Tuner.Request(composition, folder, pack(), budget);
        Tuner.Listener listener = new Tuner.Listener() {
            @Override
            public void noticed(String message) {
                noticed.add(message);
            }
        };
        return new ServiceTuner(new Scripted(training, stopped), null, new Moving()).tune(request, listener, cancelled);
    }

    /** Gives a metric for a composition, leaves a pack, and notes whether it is to stop before and after it is judged. */
    private record Scripted(ToDoubleFunction<Composition> training, List<Boolean> stopped) implements Trainer {
        @Override
        public OptionSchema options() {
            return OptionSchema.empty();
        }

        @Override
        public Result train(
                Composition composition,
                Path where,
                Path pack,
                boolean resume,
                Listener listener,
                BooleanSupplier cancelled) {
            double metric = training.applyAsDouble(composition);
            try {
                Files.createDirectories(pack);
                Files.writeString(pack.resolve("pack.json"), "{}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Map<String, Double> metrics = Map.of("accuracy", metric);
            List<Epoch> epochs = List.of(new Epoch(1, 0.5, metrics, "accuracy", true));
            stopped.add(cancelled.getAsBoolean());
            listener.evaluated(epochs.get(0));
            stopped.add(cancelled.getAsBoolean());
            return new Result(1, metrics, "accuracy", epochs, List.of(), Map.of("lora", 8L), 0.01, false);
        }
    }

    /** Packs that move to where there is nothing. */
    private static final class Moving implements Packs {
        @Override
        public void move(Path from, Path place) {
            try {
                Files.move(from, place);
            } catch (IOException e) {
                throw new DataException(place.toString(), "it is full", "Make room", e);
            }
        }

        @Override
        public Map<String, ParameterCount> parameters(Composition composition) {
            throw new AssertionError("only moved");
        }

        @Override
        public GateReport gates(Path pack, Path data, BooleanSupplier cancelled) {
            throw new AssertionError("only moved");
        }

        @Override
        public Reduction prune(Path pack, Path data, double below, Path output, BooleanSupplier cancelled) {
            throw new AssertionError("only moved");
        }

        @Override
        public Reduction merge(Path pack, Optional<Path> data, Path output, BooleanSupplier cancelled) {
            throw new AssertionError("only moved");
        }
    }
}
