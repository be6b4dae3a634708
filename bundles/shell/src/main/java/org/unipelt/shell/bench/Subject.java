package org.unipelt.shell.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.Composition;
import org.unipelt.api.Predictor;
import org.unipelt.api.training.TrainableComposition;

/**
 * A composition under measurement: its training form, and a predictor on the pack of its first weights. What the weights are
 * does not matter to the time.
 */
record Subject(String name, TrainableComposition training, Predictor predictor) implements AutoCloseable {
    static final String UNION = "gated union";

    private static final Map<String, Object> LORA = Map.of("method", "lora");
    private static final Map<String, Object> ADAPTER = Map.of("method", "adapter");
    private static final Map<String, Object> PREFIX = Map.of("method", "prefix-tuning");

    /** The methods of each subject. */
    static Map<String, List<Map<String, Object>>> all() {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        all.put("lora", List.of(LORA));
        all.put("adapter", List.of(ADAPTER));
        all.put("prefix-tuning", List.of(PREFIX));
        all.put(UNION, List.of(LORA, ADAPTER, PREFIX));
        return all;
    }

    /** The composition of these methods; the union takes up a method that arrives. */
    static Composition composition(String base, List<Map<String, Object>> methods) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("task", Map.of("type", "classification"));
        tree.put("methods", methods);
        tree.put("live", Map.of("missing", "go-on", "arriving", methods.size() > 1 ? "join" : "ignore"));
        return Composition.of(tree, "bench");
    }

    @Override
    public void close() {
        predictor.close();
        training.close();
    }
}
