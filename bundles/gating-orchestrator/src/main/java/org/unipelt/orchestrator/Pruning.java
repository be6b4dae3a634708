package org.unipelt.orchestrator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pack.GateReport;

/**
 * Takes out of a pack what its gates keep shut.
 *
 * @param below gates whose mean is under it count as shut
 */
record Pruning(Reducible pack, double below) {
    Pruning {
        if (!(below > 0 && below <= 1)) {
            throw new ConfigurationException(
                    "below", below + " is no bound for gates", "Give a number above 0, and at most 1");
        }
    }

    Reducible pruned(GateReport report) {
        Map<Slot, Double> means = new HashMap<>();
        for (GateReport.Row row : report.rows()) {
            if (row.label().equals(GateReport.ALL_CLASSES)) {
                means.put(new Slot(row.method(), row.layer(), row.slot()), row.mean());
            }
        }
        Set<Reducible.Place> gone = new LinkedHashSet<>();
        List<String> kept = new ArrayList<>();
        pack.places().forEach((place, placed) -> {
            double highest =
                    placed.stream().mapToDouble(p -> highest(p, means)).max().orElseThrow();
            if (highest < below) {
                gone.add(place);
            } else {
                kept.add(String.format(Locale.ROOT, "%s: gate %.3f", place.name(), highest));
            }
        });
        return pack.without(gone, pack.weights(), kept);
    }

    /** What is not gated, or by a constant, counts as open. */
    private static double highest(Plan.Placed placed, Map<Slot, Double> means) {
        return placed.slots().stream()
                .mapToDouble(slot -> means.getOrDefault(slot, 1.0))
                .max()
                .orElse(1);
    }
}
