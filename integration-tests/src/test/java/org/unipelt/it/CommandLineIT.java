package org.unipelt.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;
import org.unipelt.it.Program.Outcome;

/** The distribution as a process: the README's tour, exit codes, standard input, Ctrl-C. */
public class CommandLineIT {
    /** SIGINT's bit in a mask of signals. */
    private static final long INTERRUPT = 1 << 1;

    private static final Path PROJECT = Path.of(System.getProperty("unipelt.project"));

    private Path folder;

    @Before
    public void inAFolderWithTheExamples() throws IOException {
        folder = Runtime.folder(CommandLineIT.class);
        Files.createSymbolicLink(
                folder.resolve("examples"), PROJECT.resolve("examples").toRealPath());
    }

    @Test
    public void everyCommandOfTheReadmesTourWorks() throws Exception {
        Matcher tour = Pattern.compile("## Tour\\s+```sh\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PROJECT.resolve("README.md")));
        assertTrue("README.md has a tour", tour.find());
        for (String line : tour.group(1).lines().toList()) {
            Outcome outcome = run(null, words(line));
            assertEquals(line + "\n" + outcome.error(), 0, outcome.exit());
            assertTrue(line + " prints something", !outcome.out().isBlank());
        }
    }

    @Test
    public void textsFromStandardInputAreAnsweredLineByLine() throws Exception {
        assertEquals(0, train("pack").exit());
        Outcome outcome = run(
                "Rain is on its way.\nFry the eggs in butter.\n".getBytes(StandardCharsets.UTF_8), "predict", "pack");
        assertEquals(outcome.error(), 0, outcome.exit());
        List<String> answers = outcome.out().lines().toList();
        assertEquals(outcome.out(), 2, answers.size());
        assertTrue(
                outcome.out(),
                answers.get(0).startsWith("weather") && answers.get(1).startsWith("food"));
        Outcome broken = run(new byte[] {'a', (byte) 0xff, '\n'}, "predict", "pack");
        assertEquals(1, broken.exit());
        assertTrue(broken.error(), broken.error().contains("UTF-8"));
    }

    @Test
    public void questionsAreAskedOfTextsBesideThem() throws Exception {
        Years.write(folder);
        Files.writeString(
                folder.resolve("years.json"),
                "{\"base\": \"minilm-l6\", \"methods\": [{\"method\": \"lora\"}], \"task\": {\"type\":"
                        + " \"question-answering\", \"train\": \"train.json\", \"dev\": \"dev.json\", \"stride\": 8},"
                        + " \"training\": {\"epochs\": 2, \"batch_size\": 8, \"learning_rate\": 0.005,"
                        + " \"maximum_length\": 40, \"seed\": 7}}");
        Outcome training = run(null, "train", "years.json", "--output", "years");
        assertEquals(training.error(), 0, training.exit());
        Outcome asked = run(null, "predict", "years", Years.QUESTION.text(), "--pair", Years.QUESTION.pair());
        assertTrue(asked.out() + asked.error(), asked.out().startsWith("1931\t"));
        String line = Years.QUESTION.text() + "\t" + Years.QUESTION.pair() + "\n";
        Outcome lines = run((line + line).getBytes(StandardCharsets.UTF_8), "predict", "years", "--json");
        assertEquals(lines.error(), 0, lines.exit());
        assertEquals(
                2,
                lines.out()
                        .lines()
                        .filter(l -> l.contains("\"label\":\"1931\""))
                        .count());
        Outcome judged = run(null, "evaluate", "years", "--data", "dev.json");
        assertEquals(judged.error(), 0, judged.exit());
        assertTrue(judged.out(), judged.out().contains("exact_match"));
        Outcome alone = run(null, "predict", "years", "When?");
        assertEquals(2, alone.exit());
        assertTrue(
                alone.error(),
                alone.error().contains("years was trained on pairs of texts: give the second one as --pair"));
    }

    @Test
    public void aConfigurationThatIsNotUnderstoodExitsWithTwoAndOneLine() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"base\": \"minilm-l6\", \"methds\": []}");
        Outcome outcome = run(null, "train", "config.json", "--output", "pack");
        assertEquals(2, outcome.exit());
        assertTrue(
                outcome.error(),
                outcome.error().contains("unipelt: config.json: 'methds' is not a known key. Did you mean 'methods'?"));
        assertTrue("nothing was written", Files.notExists(folder.resolve("pack")));
    }

    @Test
    public void aPackThatIsNotThereExitsWithOne() throws Exception {
        Outcome outcome = run(null, "predict", "nowhere", "a text");
        assertEquals(1, outcome.exit());
        assertTrue(outcome.error(), outcome.error().contains("pack nowhere: there is no pack.json"));
    }

    @Test
    public void aModelThatDiffersFromItsReferenceExitsWithOne() throws Exception {
        Path model = folder.resolve("model");
        Files.createDirectory(model);
        for (Path file : files(PROJECT.resolve("integration-tests/src/test/resources/tiny-bert"))) {
            Files.copy(file, model.resolve(file.getFileName()));
        }
        assertEquals(0, run(null, "verify", "model").exit());
        byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
        weights[weights.length - 1] ^= 0x10; // the last weight, by some powers of two
        Files.write(model.resolve("model.safetensors"), weights);
        assertEquals(1, run(null, "verify", "model").exit());
        Files.write(model.resolve("surprise.bin"), new byte[] {1});
        Files.write(
                model.resolve("model.safetensors"),
                Files.readAllBytes(
                        PROJECT.resolve("integration-tests/src/test/resources/tiny-bert/model.safetensors")));
        Outcome outcome = run(null, "verify", "model");
        assertEquals(outcome.out(), 2, outcome.exit());
        assertTrue(outcome.out(), outcome.out().contains("surprise.bin"));
    }

    @Test
    public void controlCLeavesTheBestWeightsSoFar() throws Exception {
        assumeFalse("SIGINT is ignored here", ignoresInterrupt());
        Process process = new Program(folder)
                .start(
                        "train",
                        "examples/topics/config.json",
                        "--output",
                        "pack",
                        "--set",
                        "training.epochs=1000",
                        "--set",
                        "training.patience=1000");
        Runtime.await(
                "the first epoch's pack", () -> Files.exists(folder.resolve("pack/pack.json")) || !process.isAlive());
        assertTrue("it is still training", process.isAlive());
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertTrue("it ends", process.waitFor(Program.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(130, process.exitValue());
        Outcome outcome = run(null, "predict", "pack", "The fog is thick.");
        assertEquals(outcome.error(), 0, outcome.exit());
    }

    /** A script that puts the tests into the background has them ignore SIGINT, and so all that they start. */
    private static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16))
                        .anyMatch(ignored -> (ignored & INTERRUPT) != 0);
    }

    private Outcome train(String pack) throws Exception {
        return run(null, "train", "examples/topics/config.json", "--output", pack);
    }

    /** The words of a line of the README, quotes taken off, without the program's name. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        assertEquals("./unipelt", words.remove(0));
        return words.toArray(String[]::new);
    }

    private Outcome run(byte[] input, String... arguments) throws Exception {
        return new Program(folder).run(input, arguments);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }
}
