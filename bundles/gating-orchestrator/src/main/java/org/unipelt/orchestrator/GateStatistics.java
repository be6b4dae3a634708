package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

/** Mean, spread and entropy of gates over a data set, for all its rows and for each class. */
final class GateStatistics {
    /** More labels than this are no classes, but numbers. */
    private static final int MOST_CLASSES = 100;

    private GateStatistics() {}

    /**
     * @param slots the gates
     * @param classes whether labels are classes, and no texts that are written
     * @param examples the rows
     * @param values for each row the value of each gate
     */
    static GateReport report(List<Slot> slots, boolean classes, List<Example> examples, List<float[]> values) {
        Map<String, List<float[]>> byClass = new TreeMap<>();
        for (int i = 0; i < examples.size(); i++) {
            for (String label : classes(examples.get(i))) {
                byClass.computeIfAbsent(label, l -> new ArrayList<>()).add(values.get(i));
            }
        }
        if (!classes || byClass.size() > MOST_CLASSES) {
            byClass.clear();
        }
        List<GateReport.Row> rows = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            rows.add(row(slots.get(slot), slot, GateReport.ALL_CLASSES, values));
            for (Map.Entry<String, List<float[]>> each : byClass.entrySet()) {
                rows.add(row(slots.get(slot), slot, each.getKey(), each.getValue()));
            }
        }
        return new GateReport(examples.size(), rows);
    }

    /** The classes that an example is counted for: a part of a text is no class. */
    private static List<String> classes(Example example) {
        return example.labels().stream()
                .filter(label -> !label.placed())
                .map(Label::text)
                .distinct()
                .toList();
    }

    private static GateReport.Row row(Slot slot, int index, String label, List<float[]> rows) {
        double[] gates = rows.stream().mapToDouble(row -> row[index]).toArray();
        double mean = Arrays.stream(gates).average().orElse(Double.NaN);
        double variance = Arrays.stream(gates)
                .map(gate -> (gate - mean) * (gate - mean))
                .average()
                .orElse(Double.NaN);
        double entropy =
                Arrays.stream(gates).map(GateStatistics::entropy).average().orElse(Double.NaN);
        return new GateReport.Row(
                slot.method(), slot.layer(), slot.name(), label, gates.length, mean, Math.sqrt(variance), entropy);
    }

    /** Of open against shut, in bits. */
    private static double entropy(double gate) {
        return gate <= 0 || gate >= 1 ? 0 : -(gate * log2(gate) + (1 - gate) * log2(1 - gate));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
