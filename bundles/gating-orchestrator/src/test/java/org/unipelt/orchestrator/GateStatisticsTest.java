package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unipelt.api.TextInput;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

class GateStatisticsTest {
    private static final List<Slot> SLOTS = List.of(new Slot("lora", "encoder.layer.0", "lora.query"));

    @Test
    void meanSpreadAndEntropyAreThoseOfEachClassAndOfAll() {
        List<Example> examples = List.of(example("yes"), example("no"), example("yes"));
        List<float[]> gates = List.of(new float[] {0.5f}, new float[] {1}, new float[] {0.25f});
        GateReport report = GateStatistics.report(SLOTS, true, examples, gates);
        assertEquals(3, report.rows().size());
        GateReport.Row all = report.rows().get(0);
        assertEquals(GateReport.ALL_CLASSES, all.label());
        assertEquals(1.75 / 3, all.mean(), 1e-12);
        assertEquals(0.3118047822311618, all.deviation(), 1e-12);
        GateReport.Row no = report.rows().get(1);
        assertEquals("no", no.label());
        assertEquals(0, no.entropy(), 0);
        GateReport.Row yes = report.rows().get(2);
        assertEquals(2, yes.examples());
        // one bit at one half; 0.811278... at one quarter
        assertEquals((1 + 0.8112781244591328) / 2, yes.entropy(), 1e-12);
    }

    @Test
    void anExampleCountsForEachOfItsLabelsAndWithoutOneForNoClass() {
        List<Example> examples = List.of(
                new Example(TextInput.of("a text"), List.of(Label.of("a"), Label.of("b")), 1),
                new Example(TextInput.of("a text"), List.of(), 2),
                example("a"));
        List<float[]> gates = List.of(new float[] {0.5f}, new float[] {1}, new float[] {0.25f});

        List<GateReport.Row> rows =
                GateStatistics.report(SLOTS, true, examples, gates).rows();

        assertEquals(
                List.of(GateReport.ALL_CLASSES, "a", "b"),
                rows.stream().map(GateReport.Row::label).toList());
        assertEquals(
                List.of(3, 2, 1), rows.stream().map(GateReport.Row::examples).toList());
    }

    @Test
    void numbersAreNoClasses() {
        List<Example> examples = new ArrayList<>();
        List<float[]> gates = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            examples.add(example(String.valueOf(i / 10.0)));
            gates.add(new float[] {0.5f});
        }
        assertEquals(
                1, GateStatistics.report(SLOTS, true, examples, gates).rows().size());
    }

    @Test
    void whatIsWrittenIsNoClass() {
        List<Example> examples = List.of(example("Ein Hund."), example("Eine Katze."));
        List<float[]> gates = List.of(new float[] {0.5f}, new float[] {1});
        assertEquals(
                1, GateStatistics.report(SLOTS, false, examples, gates).rows().size());
    }

    private static Example example(String label) {
        return new Example(TextInput.of("a text"), label, 1);
    }
}
