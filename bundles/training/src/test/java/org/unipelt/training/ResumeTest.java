package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.client.Trainer.Progress;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.checkpoints.SafetensorsFiles;

/** A run that ended too early goes on as if it had not, each time in a trainer and a session of its own. */
class ResumeTest {
    private static final int EPOCHS = 6;
    private static final Map<String, Object> TRAINING = Map.of("epochs", EPOCHS, "learning_rate", 0.05);
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    Path folder;

    private final Heard heard = new Heard();

    /** What a run gave. */
    private record Run(Result result, Map<String, TensorData> weights, Map<String, Object> notes) {}

    /** Stands for the end of the process. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The disk, which the process does not survive writing to so many times. */
    private static final class FatalDisk implements TensorFiles {
        private final TensorFiles real = new SafetensorsFiles();
        private int writesLeft;

        FatalDisk(int writesLeft) {
            this.writesLeft = writesLeft;
        }

        @Override
        public Map<String, TensorData> read(Path file) {
            return real.read(file);
        }

        @Override
        public void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata) {
            real.write(file, tensors, metadata);
            if (--writesLeft == 0) {
                throw new Killed();
            }
        }
    }

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @ParameterizedTest
    @CsvSource({"adamw, 1", "adamw, 3", "adamw, 5", "sgd, 2", "adafactor, 2"})
    void killedRunGoesOnBitForBit(String optimiser, int epoch) {
        Map<String, Object> training = with(TRAINING, "optimiser", optimiser);
        Run whole = train("whole", training, false, heard, NEVER);
        Trainer.Listener killer = new Trainer.Listener() {
            @Override
            public void evaluated(Epoch done) {
                if (done.epoch() == epoch) {
                    throw new Killed();
                }
            }
        };
        assertThrows(Killed.class, () -> train("cut", training, false, killer, NEVER));
        assertSame(whole, train("cut", training, true, heard, NEVER));
        assertEquals(List.of("Going on behind epoch " + epoch + ", step " + 4 * epoch), heard.notices);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 10, 23})
    void cancelledRunGoesOnBitForBit(int step) {
        Run whole = train("whole", TRAINING, false, heard, NEVER);
        Heard first = new Heard();
        Run cut = train("cut", TRAINING, false, first, () -> first.steps.size() == step);
        assertTrue(cut.result().cancelled());
        Heard second = new Heard();
        assertSame(whole, train("cut", TRAINING, true, second, NEVER));
        Progress next = second.steps.get(0);
        int epochsDone = (step - 1) / 4; // an epoch is done when it was judged, which a cancelled one is not
        assertEquals(4 * epochsDone + 1, next.step());
        assertEquals(epochsDone * Opinions.ROWS + 16, next.examples(), 4);
    }

    @Test
    void runMayBeKilledAgainAndAgain() {
        Run whole = train("whole", TRAINING, false, heard, NEVER);
        for (int epoch = 1; epoch < EPOCHS; epoch++) {
            Heard some = new Heard();
            train("cut", TRAINING, true, some, () -> some.steps.size() == 5);
        }
        assertSame(whole, train("cut", TRAINING, true, heard, NEVER));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void killedWhileItWritesACheckpointItGoesOnFromTheOneBefore(int writes) {
        Run whole = train("whole", TRAINING, false, heard, NEVER);
        assertThrows(Killed.class, () -> train("cut", new FatalDisk(writes), TRAINING, false, heard, NEVER));
        assertSame(whole, train("cut", TRAINING, true, heard, NEVER));
    }

    @Test
    void freshRunThatIsKilledOverAnOldCheckpointLeavesTheOldOne() {
        Map<String, Object> other = with(TRAINING, "seed", 7);
        train("cut", TRAINING, false, heard, () -> heard.steps.size() == 10);
        assertThrows(Killed.class, () -> train("cut", new FatalDisk(2), other, false, heard, NEVER));
        Run whole = train("whole", TRAINING, false, heard, NEVER);
        assertSame(whole, train("cut", TRAINING, true, heard, NEVER));
    }

    @Test
    void theTimeOfEarlierPartsIsCounted() throws IOException {
        train("cut", TRAINING, false, heard, () -> heard.steps.size() == 10);
        Path file = folder.resolve("cut/checkpoint/checkpoint.json");
        String content = Files.readString(file);
        Files.writeString(file, content.replaceFirst("\"seconds\" : [^,]+", "\"seconds\" : 5000.0"));
        double seconds = train("cut", TRAINING, true, heard, NEVER).result().seconds();
        assertTrue(seconds >= 5000, seconds + " seconds of " + content);
    }

    @Test
    void patienceCountsOn() {
        Map<String, Object> training = Map.of("epochs", 50, "learning_rate", 0.1, "patience", 3);
        Run whole = train("whole", training, false, heard, NEVER);
        int epochs = whole.result().epochs().size();
        assertTrue(epochs < 50);
        Heard first = new Heard();
        train("cut", training, false, first, () -> first.steps.size() == 4 * epochs - 3);
        assertSame(whole, train("cut", training, true, heard, NEVER));
    }

    @Test
    void rateThatWasFoundIsKept() {
        Map<String, Object> training =
                Map.of("epochs", 4, "learning_rate", "auto", "learning_rates", Map.of("head", 0.02));
        Run whole = train("whole", training, false, heard, NEVER);
        Heard first = new Heard();
        train("cut", training, false, first, () -> first.steps.size() == 10);
        Heard second = new Heard();
        assertSame(whole, train("cut", training, true, second, NEVER));
        assertEquals(List.of("Going on behind epoch 2, step 8"), second.notices);
    }

    @Test
    void checkpointIsThereUntilTheRunIsDone() throws IOException {
        Path checkpoint = folder.resolve("cut/checkpoint");
        train("cut", TRAINING, false, heard, () -> heard.steps.size() == 10);
        try (var files = Files.list(checkpoint)) {
            assertEquals(
                    List.of("best", "checkpoint.json", "state"),
                    files.map(file -> file.getFileName().toString().replaceAll("-.*", ""))
                            .sorted()
                            .toList());
        }
        train("cut", TRAINING, true, heard, NEVER);
        assertFalse(Files.exists(checkpoint));
    }

    @Test
    void whatElseLiesInTheFolderIsLeftAlone() throws IOException {
        Path note = folder.resolve("cut/checkpoint/note.txt");
        train("cut", TRAINING, false, heard, () -> heard.steps.size() == 10);
        Files.writeString(note, "mine");
        train("cut", TRAINING, true, heard, NEVER);
        assertEquals("mine", Files.readString(note));
    }

    @Test
    void withoutACheckpointItStartsFromTheStart() {
        Run whole = train("whole", TRAINING, false, heard, NEVER);
        assertSame(whole, train("none", TRAINING, true, heard, NEVER));
        assertEquals(
                List.of("There is no checkpoint in " + folder.resolve("none") + ": training starts from the start"),
                heard.notices);
    }

    @Test
    void anotherRunsCheckpointIsRefusedByWhatDiffers() throws IOException {
        train("cut", TRAINING, false, heard, () -> heard.steps.size() == 10);
        assertTrue(refusal(ConfigurationException.class, Opinions.composition(with(TRAINING, "learning_rate", 0.1)))
                .startsWith("checkpoint in " + folder.resolve("cut")
                        + ": it is of another run: training.learning_rate is 0.1 and was 0.05."
                        + " Write what it was"));
        assertTrue(refusal(ConfigurationException.class, Opinions.composition(with(TRAINING, "beta2", 0.99)))
                .contains("training.beta2 is 0.99 and was 0.999."));
        Composition other = Opinions.composition(TRAINING).withMethods(List.of(Map.of("method", "lora", "r", 4)));
        assertTrue(refusal(ConfigurationException.class, other)
                .contains("methods.0.r is 4 and was not given; methods.1 is not given and was {"));

        List<String> rows = new ArrayList<>(Opinions.lines(Opinions.ROWS, 1));
        rows.add("+ good");
        Files.write(folder.resolve("train.txt"), rows);
        assertTrue(refusal(ConfigurationException.class, Opinions.composition(TRAINING))
                .contains("training_data.rows is 61 and was 60"));
        Files.write(folder.resolve("train.txt"), Opinions.lines(Opinions.ROWS, 9));
        assertTrue(refusal(ConfigurationException.class, Opinions.composition(TRAINING))
                .contains("training_data.checksum is "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"format\": 1,| is damaged",
                "{\"format\": 2}| it has format 2, and this version reads 1",
                "{\"format\": 1, \"epochs\": []}| is not complete"
            })
    void damagedCheckpointIsRefused(String content, String reason) throws IOException {
        Path file = folder.resolve("cut/checkpoint/checkpoint.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        String message = refusal(DataException.class, Opinions.composition(TRAINING));
        assertTrue(message.contains(reason), message);
        assertTrue(message.endsWith("Train without resume."), message);
    }

    private <E extends UniPeltException> String refusal(Class<E> type, Composition composition) {
        ServiceTrainer trainer = Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles());
        Path pack = folder.resolve("cut");
        return assertThrows(type, () -> trainer.train(composition, folder, pack, true, heard, NEVER))
                .getMessage();
    }

    private Run train(
            String pack,
            Map<String, Object> training,
            boolean resume,
            Trainer.Listener listener,
            BooleanSupplier cancelled) {
        return train(pack, new SafetensorsFiles(), training, resume, listener, cancelled);
    }

    private Run train(
            String pack,
            TensorFiles tensors,
            Map<String, Object> training,
            boolean resume,
            Trainer.Listener listener,
            BooleanSupplier cancelled) {
        BagOfWordsSessions sessions = new BagOfWordsSessions();
        Result result = Opinions.trainer(sessions, tensors)
                .train(Opinions.composition(training), folder, folder.resolve(pack), resume, listener, cancelled);
        List<BagOfWords.Saved> saves = sessions.saves;
        BagOfWords.Saved last = saves.isEmpty() ? null : saves.get(saves.size() - 1);
        return new Run(result, last == null ? Map.of() : last.weights(), last == null ? Map.of() : last.results());
    }

    private static void assertSame(Run expected, Run actual) {
        assertEquals(expected.result().losses(), actual.result().losses());
        assertEquals(expected.result().epochs(), actual.result().epochs());
        assertEquals(expected.result().metrics(), actual.result().metrics());
        assertEquals(expected.result().bestEpoch(), actual.result().bestEpoch());
        assertEquals(expected.result().cancelled(), actual.result().cancelled());
        assertEquals(expected.weights(), actual.weights());
        assertEquals(expected.notes(), actual.notes());
    }

    private static Map<String, Object> with(Map<String, Object> training, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(training);
        changed.put(key, value);
        return changed;
    }
}
