package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.client.Trainer.Plan;
import org.unipelt.api.client.Trainer.Progress;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.checkpoints.SafetensorsFiles;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.classification.MultiLabelTask;

/** The whole loop on a model that really learns, in TensorFlow: opinions by their words. */
class ServiceTrainerTest {
    private static final int ROWS = Opinions.ROWS;
    private static final int DEV_ROWS = Opinions.DEV_ROWS;
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    Path folder;

    private final BagOfWordsSessions sessions = new BagOfWordsSessions();
    private final ServiceTrainer trainer = Opinions.trainer(sessions, new SafetensorsFiles());
    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @AfterEach
    void everyCompositionIsClosed() {
        assertTrue(sessions.built.stream().allMatch(BagOfWords::closed));
    }

    @Test
    void learnsAndKeepsTheBestWeights() {
        Result result = train(Map.of("epochs", 10, "learning_rate", 0.1), NEVER);
        assertEquals(Map.of("accuracy", 1.0), result.metrics());
        assertEquals("accuracy", result.metric());
        assertFalse(result.cancelled());
        assertEquals(10, result.epochs().size());
        assertEquals(40, result.losses().size());
        assertTrue(
                result.losses().get(19) < result.losses().get(0) / 4,
                result.losses().toString());
        Epoch best = result.epochs().get(result.bestEpoch() - 1);
        assertTrue(best.best());
        assertEquals(result.metrics(), best.metrics());
        assertTrue(result.epochs().subList(result.bestEpoch(), 10).stream().noneMatch(Epoch::best));
        assertEquals(
                result.losses().subList(0, 4).stream().mapToDouble(x -> x).sum() / 4,
                result.epochs().get(0).trainingLoss(),
                1e-12);
    }

    @Test
    void packIsWrittenWheneverTheMetricImproves() {
        List<Integer> savesAtEpoch = new ArrayList<>();
        Trainer.Listener counting = new Trainer.Listener() {
            @Override
            public void evaluated(Epoch epoch) {
                savesAtEpoch.add(sessions.saves.size());
            }
        };
        Result result = trainer.train(
                Opinions.composition(Map.of("epochs", 5, "learning_rate", 0.1)), folder, pack(), counting, NEVER);
        int saves = 0;
        for (Epoch epoch : result.epochs()) {
            saves += epoch.best() ? 1 : 0;
            assertEquals(saves, savesAtEpoch.get(epoch.epoch() - 1), "packs after epoch " + epoch.epoch());
        }
        assertTrue(sessions.saves.stream().allMatch(saved -> saved.pack().equals(pack())));
    }

    @Test
    void packHoldsTheBestEpochsWeightsAndTellsOfTheWholeRun() {
        Result result = train(Map.of("epochs", 10, "learning_rate", 0.1, "seed", 7), NEVER);
        assertTrue(result.bestEpoch() < 10, "the best epoch should not be the last one, for this test's sake");
        BagOfWords.Saved last = sessions.saves.get(sessions.saves.size() - 1);
        BagOfWords.Saved atBest = sessions.saves.get(sessions.saves.size() - 2);
        assertEquals(atBest.weights(), last.weights());
        Map<String, Object> results = last.results();
        assertEquals("accuracy", results.get("metric"));
        assertEquals(result.metrics(), results.get("metrics"));
        assertEquals(result.bestEpoch(), results.get("best_epoch"));
        assertEquals(10, results.get("epochs"));
        assertEquals(40, results.get("steps"));
        assertEquals(7, results.get("seed"));
        assertEquals(result.parameters(), results.get("parameters"));
        assertEquals(ROWS, results.get("training_examples"));
        assertEquals(BagOfWords.MAXIMUM_LENGTH, results.get("maximum_length"));
        assertEquals(0.1, ((Map<?, ?>) results.get("options")).get("learning_rate"));
        assertEquals(0.999, ((Map<?, ?>) results.get("options")).get("beta2"));
    }

    @Test
    void listenerHearsThePlanAndEveryStep() {
        train(Map.of("epochs", 2, "learning_rate", 0.1, "warmup", 0.25), NEVER);
        Plan plan = heard.plans.get(0);
        assertEquals(new Plan(List.of("lora", "second"), Map.of("head", 24L), ROWS, DEV_ROWS, 8, "cpu"), plan);
        assertEquals(
                IntStream.rangeClosed(1, 8).boxed().toList(),
                heard.steps.stream().map(Progress::step).toList());
        assertEquals(
                List.of(1, 1, 1, 1, 2, 2, 2, 2),
                heard.steps.stream().map(Progress::epoch).toList());
        Schedule schedule = Schedule.of(Schedule.Kind.LINEAR, 0.1, 0.25, 8);
        heard.steps.forEach(step -> assertEquals(schedule.rate(step.step()), step.learningRate(), 1e-15));
        assertEquals(2 * ROWS, heard.steps.get(7).examples());
        assertEquals(List.of(), heard.notices);
    }

    @Test
    void aFileIsNoPlaceForAPack() throws IOException {
        Files.writeString(pack(), "years of work");
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> train(Map.of("learning_rate", 0.1), NEVER));
        assertTrue(refusal.getMessage().startsWith(pack() + ": it is a file"), refusal.getMessage());
        assertEquals(List.of(), heard.steps);
        assertEquals("years of work", Files.readString(pack()));
    }

    @Test
    void stopsWhenPatienceEnds() {
        Result result = train(Map.of("epochs", 50, "learning_rate", 0.1, "patience", 2), NEVER);
        assertEquals(result.bestEpoch() + 2, result.epochs().size());
        assertEquals(1, heard.notices.size());
        assertTrue(heard.notices.get(0).contains("in 2 epochs"), heard.notices.toString());
        assertFalse(result.cancelled());
    }

    @Test
    void lossThatIsNoNumberEndsTheRunAndKeepsTheBestWeightsSoFar() {
        Map<String, Object> training =
                Map.of("epochs", 10, "batch_size", ROWS, "optimiser", "sgd", "learning_rate", 3e38, "warmup", 0.1);
        UniPeltException error = assertThrows(UniPeltException.class, () -> train(training, NEVER));
        String message = error.getMessage();
        int step = heard.steps.size() + 1;
        assertTrue(step > 1);
        assertTrue(message.startsWith("training, step " + step + " (epoch " + step + ")"), message);
        assertTrue(message.contains("Lower learning_rate (it is 3.0E38)"), message);
        assertTrue(message.contains("are in " + pack()), message);
        assertFalse(sessions.saves.isEmpty());
        for (BagOfWords.Saved saved : sessions.saves) {
            assertNotEquals(0, saved.results().get("best_epoch"));
        }
    }

    @Test
    void sameSeedGivesTheSameRun() {
        Map<String, Object> training = Map.of("epochs", 3, "learning_rate", 0.1);
        Result first = train(training, NEVER);
        var weights = sessions.saves.get(sessions.saves.size() - 1).weights();
        Result second = train(training, NEVER);
        assertEquals(first.losses(), second.losses());
        assertEquals(weights, sessions.saves.get(sessions.saves.size() - 1).weights());
        Result other = train(Map.of("epochs", 3, "learning_rate", 0.1, "seed", 43), NEVER);
        assertNotEquals(first.losses(), other.losses());
    }

    @Test
    void textsThatAreCutAreCountedOnce() throws IOException {
        List<String> opinions = new ArrayList<>(Opinions.lines(ROWS, 1));
        opinions.add("+ " + "good ".repeat(20));
        opinions.add("- " + "bad ".repeat(20));
        Files.write(folder.resolve("train.txt"), opinions);
        train(Map.of("epochs", 2), NEVER);
        assertEquals(
                List.of("2 of 82 texts are longer than 12 tokens and are cut: the model takes no more"), heard.notices);
        heard.notices.clear();
        train(Map.of("epochs", 1, "maximum_length", 9), NEVER);
        assertEquals(1, heard.notices.size());
        assertTrue(heard.notices.get(0).contains("longer than 9 tokens"), heard.notices.toString());
        assertTrue(heard.notices.get(0).endsWith("(the model takes 12)"), heard.notices.toString());
    }

    @Test
    void batchInPartsIsTheSameBatch() {
        Map<String, Object> whole = Map.of("epochs", 3, "learning_rate", 0.1, "optimiser", "sgd");
        Map<String, Object> inParts = Map.of("epochs", 3, "learning_rate", 0.1, "optimiser", "sgd", "accumulate", 3);
        Result first = train(whole, NEVER);
        var weights = sessions.saves.get(sessions.saves.size() - 1).weights();
        Result second = train(inParts, NEVER);
        var others = sessions.saves.get(sessions.saves.size() - 1).weights();

        assertEquals(12, second.losses().size());
        for (int step = 0; step < 12; step++) {
            assertEquals(first.losses().get(step), second.losses().get(step), 1e-5);
        }
        weights.forEach((name, value) ->
                assertArrayEquals(value.floats(), others.get(name).floats(), 1e-5f));
        List<Integer> sizes = sessions.built.get(1).partSizes();
        assertEquals(3 * Opinions.ROWS, sizes.stream().mapToInt(size -> size).sum());
        assertTrue(sizes.stream().allMatch(size -> size <= 6), sizes.toString());
        assertEquals(
                List.of(false, true),
                sessions.setups.stream().map(setup -> setup.accumulating()).toList());
    }

    @Test
    void severalLabelsOfATextAreLearned() throws IOException {
        trainer.addTask(new MultiLabelTask(new FileTableReader()), Map.of("pelt.task", "multi-label-classification"));
        Files.writeString(folder.resolve("train.tsv"), """
                text\tlabel
                a good plot\tpraise
                the good film\tpraise
                a dull film\tboredom
                the dull plot\tboredom
                a film\t
                the plot\t
                dull good\tpraise,boredom
                """);
        Files.writeString(folder.resolve("dev.tsv"), "text\tlabel\na dull good film\tboredom,praise\nplot\t\n");
        Composition composition = Opinions.composition(Map.of("epochs", 60, "patience", 60, "learning_rate", 0.2))
                .withTask(Map.of(
                        "type",
                        "multi-label-classification",
                        "train",
                        "train.tsv",
                        "dev",
                        "dev.tsv",
                        "pooling",
                        "mean",
                        "metric",
                        "exact_match"));

        Result result = trainer.train(composition, folder, pack(), heard, NEVER);

        assertEquals(Map.of("f1_micro", 1.0, "f1_macro", 1.0, "exact_match", 1.0), result.metrics());
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("dev.txt"), "");
        assertTrue(refusal(DataException.class, Opinions.composition(Map.of()))
                .endsWith("Name a file with labelled rows."));
    }

    private Result train(Map<String, Object> training, BooleanSupplier cancelled) {
        return trainer.train(Opinions.composition(training), folder, pack(), heard, cancelled);
    }

    private <E extends UniPeltException> String refusal(Class<E> type, Composition composition) {
        return assertThrows(type, () -> trainer.train(composition, folder, pack(), heard, NEVER))
                .getMessage();
    }

    private Path pack() {
        return folder.resolve("my-pack");
    }
}
