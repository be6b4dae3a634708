package org.unipelt.shell.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.comparison.Comparer;
import org.unipelt.api.comparison.Comparison;
import org.unipelt.api.comparison.Comparison.Cell;
import org.unipelt.api.comparison.Comparison.Difference;
import org.unipelt.api.comparison.Comparison.Standing;
import org.unipelt.api.comparison.Comparison.Table;
import org.unipelt.api.comparison.Run.Gate;
import org.unipelt.api.comparison.Run.Point;
import org.unipelt.shell.testing.Run;
import org.unipelt.shell.testing.TestServices;

class CompareCommandTest {
    @TempDir
    Path folder;

    private final TestServices services = new TestServices();
    private final Scripted comparer = new Scripted();

    CompareCommandTest() {
        services.comparer = comparer;
    }

    /** Tells of two runs and gives a table. */
    private static final class Scripted implements Comparer {
        private Request request;
        private boolean onlyRead;

        @Override
        public Comparison compare(Request asked, Listener listener, BooleanSupplier cancelled) {
            request = asked;
            onlyRead = cancelled.getAsBoolean();
            org.unipelt.api.comparison.Run done = run("gated union", 0.875, null);
            org.unipelt.api.comparison.Run failed = run("lora", Double.NaN, "the loss is NaN");
            listener.planned(4, 1);
            listener.ended(done, 2, 4);
            listener.ended(failed, 3, 4);
            Table table = new Table(
                    100,
                    Map.of("opinions", "accuracy"),
                    List.of(standing("gated union", 0.875, 0.0125), standing("lora", Double.NaN, Double.NaN)),
                    List.of(
                            new Difference("lora", 5, 0.02, 0.01, 0.02),
                            new Difference("adapter", 5, -0.02, 0.3, 0.3)));
            return new Comparison("minilm-l6", List.of(table), List.of(done, failed), 1);
        }

        private static Standing standing(String name, double mean, double deviation) {
            Map<String, Cell> cells = Double.isNaN(mean)
                    ? Map.of()
                    : Map.of("opinions", new Cell(mean, deviation, Map.of(111, mean), 0.001, 2));
            return new Standing(name, cells, mean, Double.isNaN(mean) ? mean : 1, 1234, 0.0125, 12.5, 0.55, 1.2);
        }

        private static org.unipelt.api.comparison.Run run(String composition, double dev, String failure) {
            return new org.unipelt.api.comparison.Run(
                    "id-" + composition,
                    "opinions",
                    100,
                    composition,
                    111,
                    failure == null ? 0.001 : Double.NaN,
                    "accuracy",
                    dev,
                    failure == null ? Map.of("accuracy", dev) : Map.of(),
                    1,
                    Map.of("lora", 1234L),
                    100_000,
                    2,
                    4,
                    12.5,
                    1,
                    10,
                    List.of(new Point(2, 0.5, 0.75), new Point(4, 0.25, 0.875)),
                    List.of(new Gate("lora", "encoder.layer.0", "lora.query", 0.625, 0.1)),
                    List.of(),
                    failure);
        }
    }

    @Test
    void tablesGoToOutputAndRunsToError() throws IOException {
        Run run = compare();
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Trained on 100 rows"), run.out());
        assertTrue(
                run.out()
                        .matches(
                                "(?s).*gated union +87.50 ± 1.25 \\(2 failed\\) +87.50 +1.0 +1.25 % +12.5 +55 % +120 %.*"),
                run.out());
        assertTrue(run.out().matches("(?s).*lora +- +- +-.*"), run.out());
        assertTrue(run.out().contains("Failed:\n  opinions, lora, seed 111: the loss is NaN\n"), run.out());
        assertTrue(run.out().matches("(?s).*lora +2.00 +5 +0.0100 +0.0200 +better.*"), run.out());
        assertTrue(run.out().matches("(?s).*adapter +-2.00 +5 +0.3000 +0.3000 +may be chance.*"), run.out());
        assertTrue(run.out().contains("Runs that are not made yet: 1"), run.out());
        assertTrue(run.err().contains("4 runs, 1 of them made before"), run.err());
        assertTrue(
                run.err().contains("[2/4] opinions, 100 rows, gated union, seed 111, rate 0.001: dev 0.8750"),
                run.err());
        assertTrue(
                run.err().contains("[3/4] opinions, 100 rows, lora, seed 111, rate -: failed: the loss is NaN"),
                run.err());
    }

    @Test
    void whatIsComparedIsTakenFromFileAndCommandLine() throws IOException {
        compare("--set", "seeds=[1,2]", "--parallel", "2");
        assertEquals(List.of(1, 2), comparer.request.configuration().get("seeds"));
        assertEquals(folder, comparer.request.folder());
        assertEquals(Path.of("out"), comparer.request.output());
        assertEquals(2, comparer.request.parallel());
        assertFalse(comparer.onlyRead);
    }

    @Test
    void aReportMakesNoRun() throws IOException {
        compare("--only-report");
        assertTrue(comparer.onlyRead);
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsRun() throws IOException {
        Path file = Files.writeString(folder.resolve("comparison.json"), "{}");
        Run none = Run.of(services, "compare", file.toString(), "--output", "runs", "--parallel", "0");
        assertEquals(2, none.code());
        assertEquals("unipelt: --parallel: 0 runs side by side are none. Write 1 or more.\n", none.err());
        Run lost =
                Run.of(services, "compare", file.toString(), "--output", "runs", "--html", folder + "/none/page.html");
        assertEquals(2, lost.code());
        assertEquals("unipelt: " + folder + "/none/page.html: its folder does not exist. Make it first.\n", lost.err());
        assertNull(comparer.request);
    }

    @Test
    void thePageHasTablesCoursesGatesAndCosts() throws IOException {
        Path html = folder.resolve("comparison.html");
        Run run = compare("--html", html.toString());
        assertEquals(0, run.code(), run.err());
        String page = Files.readString(html);
        for (String part : List.of(
                "Comparison comparison.json",
                "<td class=\"n strong\">87.50 ± 1.25 (2 failed)</td>",
                "\"seed 111\"",
                "opinions while it is trained",
                "Gates of gated union",
                "<th scope=\"row\">encoder.layer.0</th>",
                "<th scope=\"col\" class=\"n\">Seed 111</th>",
                "<th scope=\"col\" class=\"n\">Epoch 2</th>",
                "What failed",
                "opinions, lora, seed 111: the loss is NaN",
                "What it costs",
                "encoder.layer.0",
                "may be chance",
                "Runs that are not made yet: 1.")) {
            assertTrue(page.contains(part), part);
        }
    }

    private Run compare(String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("comparison.json"), "{\"tasks\": {}}");
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"compare", file.toString(), "--output", "out"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Run.of(services, arguments);
    }
}
