package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestOrchestrator;
import org.unipelt.shell.testing.TestPacks;
import org.unipelt.shell.testing.TestPredictor;
import org.unipelt.shell.testing.TestServices;
import org.unipelt.verification.Report;

class OtherCommandsTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final TestOrchestrator orchestrator = new TestOrchestrator();
    private final TestPacks packs = new TestPacks();

    OtherCommandsTest() {
        services.orchestrator = orchestrator;
        services.packs = packs;
        orchestrator.predictor = TestPredictor.plain();
    }

    @Test
    void evaluateShowsEveryMetricAndTheSpeed() {
        Run run = Run.of(services, "evaluate", "my-pack", "--data", "test.tsv");
        assertEquals(
                List.of(
                        "METRIC              VALUE",
                        "accuracy           0.8750",
                        "examples              200",
                        "examples a second     400"),
                run.out().lines().toList());
        assertEquals(Path.of("my-pack"), orchestrator.opened);
    }

    @Test
    void quickstartLeavesAUsersTablesAlone() throws IOException {
        Path own = Files.writeString(folder.resolve("dev.tsv"), "years of work");
        Run run = Run.of(services, "quickstart", "--output", folder.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains(own + ": it is there, and no quickstart has written it."), run.err());
        assertEquals("years of work", Files.readString(own));
    }

    @Test
    void benchRefusesNumbersThatAreNone() {
        for (String option : List.of("--batch", "--steps")) {
            Run run = Run.of(services, "bench", "train", option, "0");
            assertEquals(2, run.code());
            assertTrue(run.err().contains(option + ": 0 are none. Write 1 or more."), run.err());
        }
    }

    @Test
    void evaluateGivesJson() {
        Object json = Json.parse(Run.of(services, "evaluate", "p", "--data", "t.tsv", "--json")
                        .out())
                .orElseThrow();
        assertEquals(Map.of("accuracy", 0.875), ((Map<?, ?>) json).get("metrics"));
    }

    @Test
    void parametersAreCountedWithTheSettings() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.json"), "{\"methods\": [{\"method\": \"lora\"}], \"base\": \"minilm-l6\"}");
        Run run = Run.of(services, "parameters", file.toString(), "--set", "methods.0.r=16");
        assertEquals(16, packs.counted.methods().get(0).get("r"));
        assertEquals(
                List.of(
                        "OWNER            TRAINED  DEPLOYED",
                        "lora              73,728    73,728",
                        "prefix-tuning  1,000,000    46,080",
                        "total          1,073,728   119,808"),
                run.out().lines().toList());
    }

    @Test
    void parametersGiveJson() throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), "{}");
        Map<?, ?> json = (Map<?, ?>) Json.parse(Run.of(services, "parameters", file.toString(), "--json")
                        .out())
                .orElseThrow();
        assertEquals(Map.of("trained", 1_073_728, "deployed", 119_808), json.get("total"));
    }

    @Test
    void verifyEndsWithTheReportsCode() {
        List<Object> asked = new ArrayList<>();
        services.verifier = (directory, models, tolerance) -> {
            asked.addAll(List.of(directory, models, tolerance));
            return new Report(tolerance, List.of(new Report.Line("case.0", 0.5, false, "")), List.of(), List.of());
        };
        Run run = Run.of(services, "verify", "dir", "--models", "all", "--tolerance", "1e-3");
        assertEquals(1, run.code());
        assertEquals(List.of(Path.of("dir"), Optional.of(Path.of("all")), 1e-3), asked);
        assertTrue(run.out().contains("FAILED"), run.out());
    }

    @Test
    void quickstartRefusesDataItDoesNotKnow() {
        Run run = Run.of(services, "quickstart", "--data", "novels");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("WORDNET"), run.err());
    }
}
