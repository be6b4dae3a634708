package org.unipelt.shell.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.CancelledException;
import org.unipelt.api.Evaluation;
import org.unipelt.api.client.Composition;
import org.unipelt.api.pack.GateReport;
import org.unipelt.api.pack.Packs;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.api.pack.Reduction;

/** Packs with two gated methods on two layers and two classes: the real ones need TensorFlow and a model. */
public final class TestPacks implements Packs {
    public final List<Object> asked = new ArrayList<>();
    public GateReport report = report();
    public Composition counted;

    @Override
    public Map<String, ParameterCount> parameters(Composition composition) {
        counted = composition;
        Map<String, ParameterCount> counts = new LinkedHashMap<>();
        counts.put("lora", new ParameterCount(73_728, 73_728));
        counts.put("prefix-tuning", new ParameterCount(1_000_000, 46_080));
        return counts;
    }

    @Override
    public GateReport gates(Path pack, Path data, BooleanSupplier cancelled) {
        CancelledException.check(cancelled, "reading");
        asked.addAll(List.of(pack, data));
        return report;
    }

    @Override
    public Reduction prune(Path pack, Path data, double below, Path output, BooleanSupplier cancelled) {
        CancelledException.check(cancelled, "reading");
        asked.addAll(List.of(pack, data, below, output));
        return reduction(Optional.of(data));
    }

    @Override
    public Reduction merge(Path pack, Optional<Path> data, Path output, BooleanSupplier cancelled) {
        CancelledException.check(cancelled, "reading");
        asked.addAll(List.of(pack, data, output));
        return reduction(data);
    }

    @Override
    public void move(Path pack, Path place) {
        asked.addAll(List.of(pack, place));
    }

    private static Reduction reduction(Optional<Path> data) {
        return new Reduction(
                List.of("lora.encoder.layer.0.query"),
                List.of("lora.encoder.layer.1.query: its mean gate is 0.412"),
                20_000,
                15_000,
                data.map(d -> new Evaluation(200, Map.of("accuracy", 0.875), 1, 0.5)),
                data.map(d -> new Evaluation(200, Map.of("accuracy", 0.87), 1, 0.4)));
    }

    private static GateReport report() {
        List<GateReport.Row> rows = new ArrayList<>();
        for (String label : List.of(GateReport.ALL_CLASSES, "long", "short")) {
            for (int layer = 0; layer < 2; layer++) {
                double mean = (label.equals("short") ? 0.2 : 0.4) + layer * 0.1;
                String name = "encoder.layer." + layer;
                rows.add(new GateReport.Row("lora", name, "lora.query", label, 8, mean, 0.05, 0.95));
                rows.add(new GateReport.Row("adapter", name, "adapter.ffn_block", label, 8, 1 - mean, 0.1, 0.9));
            }
        }
        return new GateReport(16, rows);
    }
}
