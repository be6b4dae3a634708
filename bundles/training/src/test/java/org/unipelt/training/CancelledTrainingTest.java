package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.checkpoints.SafetensorsFiles;

/** What a training leaves that is cancelled: after a step, or while the dev rows are judged. */
class CancelledTrainingTest {
    private static final BooleanSupplier NEVER = () -> false;
    private static final int STEPS_OF_AN_EPOCH = 4;

    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final ServiceTrainer trainer = Opinions.trainer(sessions, new SafetensorsFiles());
    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @Test
    void cancelledBeforeAnyEpochLeavesTheWeightsOfThatStep() {
        Result result = train(Map.of("epochs", 5, "learning_rate", 0.1), () -> heard.steps.size() == 3);
        assertTrue(result.cancelled());
        assertEquals(3, result.losses().size());
        assertEquals(0, result.bestEpoch());
        assertEquals(Map.of(), result.metrics());
        assertEquals(1, sessions.saves.size());
        BagOfWords.Saved saved = sessions.saves.get(0);
        assertEquals(3, saved.results().get("steps"));
        assertEquals(true, saved.results().get("cancelled"));
        Result whole = train(Map.of("epochs", 5, "learning_rate", 0.1), NEVER);
        assertEquals(whole.losses().subList(0, 3), result.losses());
        assertNotEquals(sessions.saves.get(sessions.saves.size() - 1).weights(), saved.weights());
    }

    @Test
    void cancelledLaterKeepsTheBestEpoch() {
        Result result = train(Map.of("epochs", 5, "learning_rate", 0.1), () -> heard.steps.size() == 6);
        assertTrue(result.cancelled());
        assertEquals(1, result.bestEpoch());
        assertEquals(1, result.epochs().size());
        assertEquals(6, result.losses().size());
        assertEquals(2, sessions.saves.size());
        assertEquals(sessions.saves.get(0).weights(), sessions.saves.get(1).weights());
        assertEquals(true, sessions.saves.get(1).results().get("cancelled"));
    }

    @Test
    void cancelledWhileTheDevRowsAreJudgedLeavesThatEpochUnjudgedAndGoesOnBeforeIt() {
        Map<String, Object> training = Map.of("epochs", 5, "learning_rate", 0.1);
        AtomicInteger asked = new AtomicInteger();
        int afterTheStepAndBeforeTwoBatches = 3;
        Result cut = train(
                training,
                () -> heard.steps.size() == 2 * STEPS_OF_AN_EPOCH
                        && asked.incrementAndGet() == afterTheStepAndBeforeTwoBatches);
        assertTrue(cut.cancelled());
        assertEquals(afterTheStepAndBeforeTwoBatches, asked.get());
        assertEquals(2 * STEPS_OF_AN_EPOCH, cut.losses().size());
        assertEquals(1, cut.bestEpoch());
        assertEquals(1, cut.epochs().size());
        assertEquals(sessions.saves.get(0).weights(), sessions.saves.get(1).weights());

        Heard resumed = new Heard();
        Result rest = trainer.train(Opinions.composition(training), folder, pack("cut"), true, resumed, NEVER);
        assertEquals(STEPS_OF_AN_EPOCH + 1, resumed.steps.get(0).step());
        Result whole = trainer.train(Opinions.composition(training), folder, pack("whole"), new Heard(), NEVER);
        assertEquals(whole.losses(), rest.losses());
        assertEquals(whole.metrics(), rest.metrics());
    }

    private Result train(Map<String, Object> training, BooleanSupplier cancelled) {
        return trainer.train(Opinions.composition(training), folder, pack("cut"), heard, cancelled);
    }

    private Path pack(String name) {
        return folder.resolve(name);
    }
}
