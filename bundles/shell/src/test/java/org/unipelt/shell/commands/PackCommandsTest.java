package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Interchange;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestPacks;
import org.unipelt.shell.testing.TestServices;

class PackCommandsTest {
    private static final Path PACK = Path.of("my-pack");
    private static final Path DEV = Path.of("dev.tsv");

    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final TestPacks packs = new TestPacks();

    PackCommandsTest() {
        services.packs = packs;
    }

    @Test
    void gatesAreShownOverAllClasses() {
        assertEquals(
                List.of(
                        "METHOD   LAYER            GATE                MEAN  DEVIATION  ENTROPY (BITS)",
                        "lora     encoder.layer.0  lora.query         0.400      0.050           0.950",
                        "adapter  encoder.layer.0  adapter.ffn_block  0.600      0.100           0.900",
                        "lora     encoder.layer.1  lora.query         0.500      0.050           0.950",
                        "adapter  encoder.layer.1  adapter.ffn_block  0.500      0.100           0.900"),
                Run.of(services, "gates", "my-pack", "--data", "dev.tsv")
                        .out()
                        .lines()
                        .toList());
        assertEquals(List.of(PACK, DEV), packs.asked);
    }

    @Test
    void gatesAsJsonAloneOnStandardOutput() {
        Run run = Run.of(services, "gates", "my-pack", "--data", "dev.tsv", "--json", "-");
        assertEquals(Optional.of(packs.report.toMap()), Json.parse(run.out()));
    }

    @Test
    void gatesAreWrittenAsJsonAndAsAPage() throws Exception {
        Path json = folder.resolve("gates.json");
        Path html = folder.resolve("gates.html");
        Run run = Run.of(
                services,
                "gates",
                "elsewhere/my-pack",
                "--data",
                "elsewhere/dev.tsv",
                "--json",
                json.toString(),
                "--html",
                html.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(Optional.of(packs.report.toMap()), Json.parse(Files.readString(json)));
        String page = Files.readString(html);
        assertTrue(page.contains("<h1>Gates of my-pack</h1><p>on dev.tsv</p>"));
        assertFalse(page.contains("elsewhere"), "a page is passed on, and where things lie is nobody else's concern");
        assertTrue(run.out().startsWith("METHOD"), run.out());
    }

    @Test
    void aPackWithoutGatesIsNoQuestion() {
        packs.report = new GateReport(16, List.of());
        Run run = Run.of(services, "gates", "my-pack", "--data", "dev.tsv");
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("unipelt: my-pack: the pack has no gates."), run.err());
    }

    @Test
    void pruneTellsWhatItChanged() {
        Run run = Run.of(services, "prune", "my-pack", "--data", "dev.tsv", "--output", "small");
        assertEquals(
                List.of(
                        "removed: 1",
                        "  lora.encoder.layer.0.query",
                        "kept: 1",
                        "  lora.encoder.layer.1.query: its mean gate is 0.412",
                        "                         BEFORE   AFTER   CHANGE",
                        "parameters               20,000  15,000  -25.0 %",
                        "accuracy                 0.8750  0.8700  -0.0050",
                        "milliseconds an example    2.50    2.00  -20.0 %",
                        "pack: small"),
                run.out().lines().toList());
        assertEquals(List.of(PACK, DEV, 0.05, Path.of("small")), packs.asked);
    }

    @Test
    void pruneReplacesThePackWhereNoFolderIsNamed() {
        Run.of(services, "prune", "my-pack", "--data", "dev.tsv", "--below", "0.1");
        assertEquals(List.of(PACK, DEV, 0.1, PACK), packs.asked);
    }

    @Test
    void pruneRefusesABoundThatIsNoGate() {
        for (String bound : List.of("0", "1.5", "-1", "NaN")) {
            Run run = Run.of(services, "prune", "my-pack", "--data", "dev.tsv", "--below", bound);
            assertEquals(2, run.code());
            assertTrue(run.err().startsWith("unipelt: --below takes a number above 0, at most 1"), run.err());
        }
        assertTrue(packs.asked.isEmpty());
    }

    @Test
    void mergeWithoutDataLeavesMetricsOut() {
        Run run = Run.of(services, "merge", "my-pack");
        assertEquals(List.of(PACK, Optional.empty(), PACK), packs.asked);
        assertTrue(run.out().startsWith("folded: 1\n"), run.out());
        assertTrue(run.out().contains("parameters  20,000  15,000  -25.0 %"), run.out());
        assertTrue(!run.out().contains("accuracy"), run.out());
    }

    @Test
    void mergeGivesJsonWithBothStates() {
        Run run = Run.of(services, "merge", "my-pack", "--data", "dev.tsv", "--json");
        Map<?, ?> json = (Map<?, ?>) Json.parse(run.out()).orElseThrow();
        assertEquals(List.of("lora.encoder.layer.0.query"), json.get("removed"));
        assertEquals(
                Map.of(
                        "parameters",
                        20_000,
                        "examples",
                        200,
                        "metrics",
                        Map.of("accuracy", 0.875),
                        "seconds_per_example",
                        0.0025),
                json.get("before"));
        assertEquals(0.002, ((Map<?, ?>) json.get("after")).get("seconds_per_example"));
    }

    @Test
    void importAndExportPrintWhatAUserShouldKnow() {
        List<Object> asked = new ArrayList<>();
        services.interchange = new Interchange() {
            @Override
            public List<String> importInto(Path directory, String base, Path pack) {
                asked.addAll(List.of(directory, base, pack));
                return List.of("'inference_mode' means nothing here");
            }

            @Override
            public List<String> exportTo(Path pack, Path directory) {
                asked.addAll(List.of(pack, directory));
                return List.of("the head is not in it");
            }
        };
        Run in = Run.of(services, "import", "my-lora", "--base", "minilm-l6", "--output", "my-pack");
        assertEquals("'inference_mode' means nothing here\npack: my-pack\n", in.out());
        Run out = Run.of(services, "export", "my-pack", "--output", "other");
        assertEquals("the head is not in it\nfolder: other\n", out.out());
        assertEquals(List.of(Path.of("my-lora"), "minilm-l6", PACK, PACK, Path.of("other")), asked);
    }
}
