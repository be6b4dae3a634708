package org.unipelt.shell.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/**
 * The sites of one kind and size in one half of a model.
 *
 * @param layers the layers that have one, in order; empty for what stands outside the layers
 */
record SiteGroup(Stage stage, SiteKind kind, int inputSize, int outputSize, boolean biased, List<Integer> layers) {

    /** All groups, in the order of the computation. */
    static List<SiteGroup> of(List<Site> sites) {
        Map<SiteGroup, List<Integer>> layers = new LinkedHashMap<>();
        for (Site site : sites) {
            SiteGroup kind = new SiteGroup(
                    site.stage(), site.kind(), site.inputSize(), site.outputSize(), site.biased(), List.of());
            List<Integer> known = layers.computeIfAbsent(kind, k -> new ArrayList<>());
            if (site.layer() >= 0) {
                known.add(site.layer());
            }
        }
        return layers.entrySet().stream()
                .map(group -> group.getKey().in(group.getValue()))
                .toList();
    }

    private SiteGroup in(List<Integer> layers) {
        return new SiteGroup(stage, kind, inputSize, outputSize, biased, List.copyOf(layers));
    }

    /** {@code encoder layers 0-11}. */
    String place() {
        return stage.word() + (layers.isEmpty() ? "" : (layers.size() > 1 ? " layers " : " layer ") + ranges());
    }

    /** {@code 768 -> 3072, biased}. */
    String sizes() {
        return inputSize + " -> " + outputSize + (biased ? ", biased" : "");
    }

    private String ranges() {
        StringBuilder ranges = new StringBuilder();
        int first = 0;
        for (int i = 0; i < layers.size(); i++) {
            boolean last = i + 1 == layers.size() || layers.get(i + 1) != layers.get(i) + 1;
            if (last) {
                ranges.append(ranges.length() == 0 ? "" : ", ").append(layers.get(first));
                ranges.append(i > first ? "-" + layers.get(i) : "");
                first = i + 1;
            }
        }
        return ranges.toString();
    }

    /** For programs. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("stage", stage.word());
        tree.put("kind", kind.word());
        tree.put("layers", layers);
        tree.put("input", inputSize);
        tree.put("output", outputSize);
        tree.put("biased", biased);
        return tree;
    }
}
