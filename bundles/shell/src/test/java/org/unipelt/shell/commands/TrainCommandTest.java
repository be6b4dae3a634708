package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.datasets.KnownDataSets;
import org.unipelt.shell.console.AwaitedInput;
import org.unipelt.shell.console.Cancellation;
import org.unipelt.shell.console.Console;
import org.unipelt.shell.services.Context;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestPacks;
import org.unipelt.shell.testing.TestServices;
import org.unipelt.shell.testing.TestSessions;
import org.unipelt.shell.testing.TestTrainer;

class TrainCommandTest {
    private static final String CONFIGURATION = """
            {"base": "minilm-l6",
             "task": {"type": "classification", "train": "train.tsv"},
             "methods": [{"method": "lora", "r": 8}],
             "training": {"epochs": 2}}
            """;

    @TempDir
    Path folder;

    private final TestTrainer trainer = new TestTrainer();
    private final TestServices services = new TestServices();

    TrainCommandTest() {
        services.trainer = trainer;
    }

    @Test
    void filesAreLookedForBesideTheConfiguration() throws IOException {
        Run run = train(CONFIGURATION);
        assertEquals(0, run.code(), run.err());
        assertEquals(folder, trainer.folder);
        assertEquals(Path.of("my-pack"), trainer.pack);
        assertEquals("minilm-l6", trainer.composition.base());
    }

    @Test
    void resultsGoToOutputAndProgressToError() throws IOException {
        Run run = train(CONFIGURATION);
        assertTrue(run.out().contains("dev accuracy       0.8750"), run.out());
        assertTrue(run.out().contains("parameters lora    73,728"), run.out());
        assertTrue(run.err().contains("32 training rows, 8 dev rows, at most 4 steps, on cpu"), run.err());
        assertTrue(run.err().contains("2 texts were cut"), run.err());
        assertTrue(run.err().contains("step 2 of 4  epoch 1  loss 0.8900"), run.err());
        assertTrue(run.err().contains("accuracy 0.8750 (best)"), run.err());
        assertTrue(run.err().contains("examples/s"), run.err());
        assertTrue(run.err().indexOf('\r') < 0, "a log has no carriage returns");
    }

    @Test
    void settingsChangeTheConfiguration() throws IOException {
        train(CONFIGURATION, "--set", "training.seed=7", "--set", "methods.0.r=16", "--set", "base=other");
        assertEquals(Map.of("epochs", 2, "seed", 7), trainer.composition.training());
        assertEquals(List.of(Map.of("method", "lora", "r", 16)), trainer.composition.methods());
        assertEquals("other", trainer.composition.base());
    }

    @Test
    void aKnownDataSetIsWrittenOut() throws IOException {
        services.dataSets = new KnownDataSets();
        Files.createDirectory(folder.resolve("rte"));
        Files.createFile(folder.resolve("rte/train.tsv"));
        Files.createFile(folder.resolve("rte/dev.tsv"));

        Run run = train("{}", "--set", "task.dataset=rte", "--set", "task.folder=rte", "--set", "task.metric=f1");

        assertEquals(0, run.code(), run.err());
        assertEquals(
                Map.of(
                        "type",
                        "classification",
                        "train",
                        "rte/train.tsv",
                        "dev",
                        "rte/dev.tsv",
                        "text",
                        "sentence1",
                        "pair",
                        "sentence2",
                        "label",
                        "label",
                        "metric",
                        "f1"),
                trainer.composition.task());
    }

    @Test
    void brokenJsonNamesLineAndColumn() throws IOException {
        Run run = train("{\"base\": \"minilm-l6\",\n \"task\": {\"type\" \"classification\"}}");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("config.json: line 2, column 18: "), run.err());
        assertEquals(1, run.err().lines().count());
        assertNull(trainer.composition);
    }

    @Test
    void aKeyThatIsGivenTwiceIsAnError() throws IOException {
        Run run = train("{\"base\": \"a\", \"base\": \"b\"}");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("Duplicate field 'base'"), run.err());
    }

    @Test
    void somethingBehindTheObjectIsAnError() throws IOException {
        assertEquals(2, train("{} {}").code());
    }

    @Test
    void aListIsNoConfiguration() throws IOException {
        assertTrue(train("[]").err().contains("not a JSON object"));
    }

    @Test
    void anUnknownKeyGetsTheNearestKnownOne() throws IOException {
        Run run = train("{\"trainning\": {}}");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("Did you mean 'training'?"), run.err());
    }

    @Test
    void aMissingFileIsNamedAsTheUserWroteIt() {
        Run run = Run.of(services, "train", "no/such.json", "--output", "pack");
        assertEquals(2, run.code());
        assertEquals("unipelt: no/such.json: there is no such file. Name a JSON file.\n", run.err());
    }

    @Test
    void outputIsRequired() {
        Run run = Run.of(services, "train", "config.json");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--output"), run.err());
    }

    @Test
    void aStoppedTrainingSaysWhatThePackHolds() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), CONFIGURATION);
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        StringWriter err = new StringWriter();
        Console console = new Console(
                new AwaitedInput(InputStream.nullInputStream()),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                false,
                100);
        int code = CommandLines.execute(
                new Context(services, console, cancellation), "train", file.toString(), "--output", "pack");
        assertEquals(0, code);
        assertTrue(err.toString().contains("the pack has the weights of step 1"), err.toString());
    }

    @Test
    void aTrainingGoesOnOnlyWhereAsked() throws IOException {
        train(CONFIGURATION);
        assertFalse(trainer.resumed);
        train(CONFIGURATION, "--resume");
        assertTrue(trainer.resumed);
    }

    @Test
    void theReportHasTheGatesOfTheDevFileAndTheChosenRate() throws IOException {
        TestPacks packs = new TestPacks();
        services.packs = packs;
        services.sessions = new TestSessions();
        trainer.parameters = Map.of("lora", 73_728L, "gates", 12L);
        Path report = folder.resolve("training.html");
        String gated = CONFIGURATION
                .replace("\"train\": \"train.tsv\"", "\"train\": \"train.tsv\", \"dev\": \"dev.tsv\"")
                .replace("\"epochs\": 2", "\"epochs\": 2, \"learning_rate\": \"auto\"");
        Run run = train(gated, "--html", report.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of(Path.of("my-pack"), folder.resolve("dev.tsv")), packs.asked);
        String html = Files.readString(report);
        assertTrue(html.contains("<h2>Gates</h2>"));
        assertTrue(html.contains("<b>0.0005</b><span>learning rate, chosen</span>"));
        assertTrue(html.contains("<p>2 texts were cut</p>"));
    }

    @Test
    void theReportOfAnUngatedTrainingAsksForNoGates() throws IOException {
        TestPacks packs = new TestPacks();
        services.packs = packs;
        services.sessions = new TestSessions();
        Path report = folder.resolve("training.html");
        assertEquals(0, train(CONFIGURATION, "--html", report.toString()).code());
        assertTrue(packs.asked.isEmpty());
        String html = Files.readString(report);
        assertFalse(html.contains("<h2>Gates</h2>"));
        assertFalse(html.contains("learning rate"));
    }

    private Run train(String configuration, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), configuration);
        String[] arguments = new String[more.length + 4];
        arguments[0] = "train";
        arguments[1] = file.toString();
        arguments[2] = "--output";
        arguments[3] = "my-pack";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Run.of(services, arguments);
    }
}
