package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.client.Trainer.Epoch;
import org.unipelt.api.client.Trainer.Result;
import org.unipelt.api.task.Example;
import org.unipelt.checkpoints.SafetensorsFiles;

/** Training on a few rows of a file, judged on others, every few epochs. */
class FewRowsTest {
    @TempDir
    Path folder;

    private final Heard heard = new Heard();

    @BeforeEach
    void files() throws IOException {
        Opinions.write(folder);
    }

    @Test
    void trainsOnSomeRowsAndJudgesOnOthers() throws IOException {
        Files.delete(folder.resolve("dev.txt"));
        Result result = train("pack", Map.of("epochs", 2, "train_rows", 24, "dev_rows", 30));
        assertEquals(24, heard.plans.get(0).trainingExamples());
        assertEquals(30, heard.plans.get(0).devExamples());
        assertEquals(2 * 2, result.losses().size());
    }

    @Test
    void theSameSeedDrawsTheSameRowsAndNoRowTwice() {
        List<Example> rows = new OpinionTask().instantiate(null).read(folder.resolve("train.txt"));
        SplitOptions.Drawn drawn = new SplitOptions(20, 30, 7).draw("train.txt", rows);
        assertEquals(drawn, new SplitOptions(20, 30, 7).draw("train.txt", rows));
        assertNotEquals(drawn, new SplitOptions(20, 30, 8).draw("train.txt", rows));
        Set<Integer> lines = new HashSet<>();
        drawn.training().forEach(example -> lines.add(example.line()));
        drawn.dev().forEach(example -> lines.add(example.line()));
        assertEquals(50, lines.size());
        SplitOptions.Drawn more = new SplitOptions(30, 30, 7).draw("train.txt", rows);
        assertEquals(drawn.training(), more.training().subList(0, 20)); // more rows are the same and some others
    }

    @Test
    void withoutTrainRowsAllThatAreLeftAreTrainedOn() {
        train("pack", Map.of("epochs", 1, "dev_rows", 10));
        assertEquals(Opinions.ROWS - 10, heard.plans.get(0).trainingExamples());
        assertEquals(10, heard.plans.get(0).devExamples());
    }

    @Test
    void moreRowsThanThereAreAreRefused() {
        DataException problem =
                assertThrows(DataException.class, () -> train("pack", Map.of("train_rows", 50, "dev_rows", 20)));
        assertTrue(
                problem.getMessage().contains("it has 60 rows, and 'train_rows' and 'dev_rows' ask for 70"),
                problem.getMessage());
    }

    /** With another seed others are drawn: a comparison goes on with these. */
    @Test
    void rowsOnWhichNoEpochIsBetterAreNotJudgedOn() throws IOException {
        UniPeltException drawn = assertThrows(UniPeltException.class, () -> train("pack", Map.of("dev_rows", 1)));
        assertEquals(UniPeltException.class, drawn.getClass());
        assertEquals(
                "train.txt (rows to judge on): all opinions are alike. Raise \"dev_rows\", or watch another \"metric\".",
                drawn.getMessage());
        Files.write(folder.resolve("dev.txt"), List.of("+ good", "+ fine"));
        DataException written = assertThrows(DataException.class, () -> train("pack", Map.of()));
        assertTrue(
                written.getMessage().contains("dev.txt: all opinions are alike. Add other rows"), written.getMessage());
    }

    @Test
    void devRowsAreJudgedEveryFewEpochsAndAtTheEnd() {
        Result result = train("pack", Map.of("epochs", 7, "evaluate_every", 3, "learning_rate", 0.1));
        assertEquals(
                List.of(3, 6, 7), result.epochs().stream().map(Epoch::epoch).toList());
        assertEquals(7, result.epochsDone());
        assertEquals(28, result.losses().size());
        assertEquals(
                result.losses().subList(12, 24).stream().mapToDouble(x -> x).sum() / 12,
                result.epochs().get(1).trainingLoss(),
                1e-12);
    }

    @Test
    void patienceCountsEpochsAndNotLooks() {
        Result result = train("pack", Map.of("epochs", 40, "evaluate_every", 2, "patience", 4, "learning_rate", 0.1));
        assertEquals(result.bestEpoch() + 4, result.epochsDone());
    }

    @Test
    void aRunThatIsCutShortGoesOnBehindTheLastLook() {
        Map<String, Object> training = Map.of("epochs", 6, "evaluate_every", 2, "learning_rate", 0.05);
        Result whole = train("whole", training);
        Heard first = new Heard();
        Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                .train(composition(training), folder, folder.resolve("cut"), first, () -> first.steps.size() == 13);
        Result resumed = Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                .train(composition(training), folder, folder.resolve("cut"), true, heard, () -> false);
        assertTrue(heard.notices.contains("Going on behind epoch 2, step 8"), heard.notices.toString());
        assertEquals(whole.losses(), resumed.losses());
        assertEquals(whole.epochs(), resumed.epochs());
    }

    @Test
    void withoutCheckpointsThereIsNothingToGoOnFrom() {
        Map<String, Object> training = Map.of("epochs", 6, "checkpoints", false);
        Heard stopped = new Heard();
        Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                .train(composition(training), folder, folder.resolve("cut"), stopped, () -> stopped.steps.size() == 13);
        Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                .train(composition(training), folder, folder.resolve("cut"), true, heard, () -> false);
        assertTrue(heard.notices.get(0).startsWith("There is no checkpoint"), heard.notices.toString());
    }

    private Result train(String pack, Map<String, Object> training) {
        return Opinions.trainer(new BagOfWordsSessions(), new SafetensorsFiles())
                .train(composition(training), folder, folder.resolve(pack), heard, () -> false);
    }

    private static Composition composition(Map<String, Object> training) {
        return Opinions.composition(new LinkedHashMap<>(training));
    }
}
