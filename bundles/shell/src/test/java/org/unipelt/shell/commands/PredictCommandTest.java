package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.Availability;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestOrchestrator;
import org.unipelt.shell.testing.TestPredictor;
import org.unipelt.shell.testing.TestServices;

class PredictCommandTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private TestPredictor predictor;

    PredictCommandTest() {
        use(TestPredictor.plain());
    }

    @Test
    void textsOfTheCommandLineAreAnsweredInOrder() {
        Run run = Run.of(services, "predict", "pack", "a dog", "a very long text");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                List.of("short\t0.900\ta dog", "long\t0.750\ta very long text"),
                run.out().lines().toList());
        assertTrue(predictor.closed);
    }

    @Test
    void textsThatWereCutAreCountedInOneLine() {
        String tooLong = "x".repeat(41);
        Run run = Run.of(services, "predict", "pack", tooLong, "short", tooLong);
        assertEquals(0, run.code());
        assertEquals(
                "unipelt: 2 texts were longer than the pack takes, and cut; training.maximum_length sets the limit",
                run.err().strip());
    }

    @Test
    void aTextMayBeginWithAnAtSign() {
        assertEquals(
                "short\t0.900\t@home",
                Run.of(services, "predict", "pack", "@home").out().strip());
    }

    @Test
    void aTextMayBeginWithDashesBehindTwoDashes() {
        assertEquals(
                "short\t0.900\t--x",
                Run.of(services, "predict", "pack", "--", "--x").out().strip());
    }

    @Test
    void standardInputIsALineAText() {
        Run run = Run.reading(services, "\uFEFFone\r\n\nthree and more\n", "predict", "pack");
        assertEquals(
                List.of("short\t0.900\tone", "short\t0.900\t", "long\t0.750\tthree and more"),
                run.out().lines().toList());
    }

    @Test
    void aFileIsReadInBatches() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.txt"), "a text\n".repeat(300));
        Run run = Run.of(services, "predict", "pack", "--input", file.toString());
        assertEquals(300, run.out().lines().count());
        assertEquals(300, predictor.batches.stream().mapToInt(Integer::intValue).sum());
        assertTrue(predictor.batches.stream().allMatch(b -> b <= 128));
    }

    @Test
    void nothingIsComputedForAReaderThatHasLeft() {
        Run run = Run.intoNothing(services, "a text\n".repeat(300), "predict", "pack");
        assertEquals(1, run.code());
        assertEquals(1, predictor.batches.size());
    }

    @Test
    void brokenBytesAreNamedOnceTheLinesBeforeThemAreAnswered() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {'x', (byte) 0xC3, '\n'});
        Run run = Run.with(services, bytes.toByteArray(), "predict", "pack", "--input", "-");
        assertEquals(1, run.code());
        assertEquals(2, run.out().lines().count());
        assertEquals("unipelt: standard input, line 3: the bytes are not UTF-8. Save the text as UTF-8.\n", run.err());
    }

    @Test
    void pairsOfAFileStandAroundATab() {
        use(new TestPredictor(Map.of("type", "classification", "pair", "second"), () -> List.of("lora")));
        Run run = Run.reading(services, "a man\ta person\n", "predict", "pack");
        assertEquals("short\t0.900\ta man\ta person", run.out().strip());
        Run broken = Run.reading(services, "a\tb\nno tab\n", "predict", "pack");
        assertEquals(1, broken.code());
        assertTrue(broken.err().contains("standard input, line 2"), broken.err());
    }

    @Test
    void aTextOfSeveralLinesIsALineStill() {
        assertEquals(
                "short\t0.900\ta b c d",
                Run.of(services, "predict", "pack", "a\r\nb\tc\nd").out().strip());
    }

    @Test
    void jsonIsALineAText() {
        Run run = Run.of(services, "predict", "pack", "--json", "--gates", "a dog", "a cat");
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size());
        Map<?, ?> first = (Map<?, ?>) Json.parse(lines.get(0)).orElseThrow();
        assertEquals("a dog", first.get("text"));
        assertEquals("short", first.get("label"));
        assertEquals(3, ((List<?>) first.get("gates")).size());
        assertEquals(List.of("lora"), first.get("composition"));
    }

    @Test
    void gatesAreATableOfLayersAndSlots() {
        Run run = Run.of(services, "predict", "pack", "--gates", "a dog");
        assertEquals(
                List.of(
                        "short\t0.900\ta dog",
                        "GATE OF          lora.query  lora.value",
                        "encoder.layer.0       0.250       0.500",
                        "encoder.layer.1       0.750",
                        ""),
                run.out().lines().toList());
    }

    @Test
    void textsAndAFileTogetherAreAUsageError() {
        assertEquals(2, Run.of(services, "predict", "pack", "a", "--input", "f").code());
    }

    @Test
    void aPairNeedsOneTextAndAPackOfPairs() {
        Run alone = Run.of(services, "predict", "pack", "a", "--pair", "b");
        assertEquals(2, alone.code());
        assertTrue(alone.err().contains("pack was trained on single texts: leave --pair out"), alone.err());
        use(new TestPredictor(Map.of("type", "classification", "pair", "second"), () -> List.of("lora")));
        Run first = Run.of(services, "predict", "pack", "a");
        assertEquals(2, first.code());
        assertTrue(first.err().contains("pack was trained on pairs of texts: give the second one"), first.err());
        assertEquals(0, Run.of(services, "predict", "pack", "a", "--pair", "b").code());
        assertEquals(
                2, Run.of(services, "predict", "pack", "a", "b", "--pair", "c").code());
        assertEquals(2, Run.of(services, "predict", "pack", "--pair", "c").code());
    }

    @Test
    void aMissingFileIsNamed() {
        Run run = Run.of(services, "predict", "pack", "--input", "no/such.txt");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("unipelt: no/such.txt: there is no such file"), run.err());
    }

    @Test
    void aPackWithoutItsMethodIsUnavailableWithTheReason() {
        predictor.availability = new Availability(false, "the method ia3 has gone with org.example.ia3");
        Run run = Run.of(services, "predict", "my-pack", "a");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("unipelt: my-pack: the method ia3 has gone with org.example.ia3."), run.err());
        assertTrue(predictor.closed);
    }

    private void use(TestPredictor other) {
        predictor = other;
        TestOrchestrator orchestrator = new TestOrchestrator();
        orchestrator.predictor = other;
        services.orchestrator = orchestrator;
    }
}
