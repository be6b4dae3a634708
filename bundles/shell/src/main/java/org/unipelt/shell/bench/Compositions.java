package org.unipelt.shell.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.Composition;

/** What is measured: methods in the sizes of UniPELT's paper (arXiv 2110.07577), alone and together. */
final class Compositions {
    static final String PLAIN = "plain base";
    static final String FULL = "full fine-tuning";
    static final String LORA = "lora";
    static final String BITFIT = "bitfit";
    static final String UNION = "gated union";

    private static final Map<String, Object> LORA_METHOD = Map.of("method", "lora", "r", 8);
    private static final Map<String, Object> ADAPTER = Map.of("method", "adapter", "bottleneck", 48);
    private static final Map<String, Object> PREFIX = Map.of("method", "prefix-tuning", "prefix_length", 10);

    private Compositions() {}

    /** Each of methods by its name. */
    static Map<String, Composition> all(String base) {
        Map<String, Composition> all = new LinkedHashMap<>();
        all.put(BITFIT, of(base, List.of(Map.of("method", "bitfit")), Map.of()));
        all.put(LORA, of(base, List.of(LORA_METHOD), Map.of()));
        all.put("adapter", of(base, List.of(ADAPTER), Map.of()));
        all.put("prefix-tuning", of(base, List.of(PREFIX), Map.of()));
        List<Map<String, Object>> three = List.of(LORA_METHOD, ADAPTER, PREFIX);
        all.put("union without gates", of(base, three, Map.of("gating", Map.of("network", "none"))));
        all.put(UNION, of(base, three, Map.of("live", Map.of("missing", "go-on", "arriving", "join"))));
        return all;
    }

    /** Each by its name, behind full fine-tuning. */
    static Map<String, Composition> trained(String base) {
        Map<String, Composition> trained = new LinkedHashMap<>();
        trained.put(FULL, of(base, List.of(), Map.of("base_weights", "trained")));
        trained.putAll(all(base));
        return trained;
    }

    /** Those that leave lower layers as they are: the head alone, and methods in the upper half. */
    static Map<String, Composition> upper(String base, int layers) {
        Map<String, Composition> upper = new LinkedHashMap<>();
        upper.put("head alone", of(base, List.of(), Map.of()));
        upper.put("lora, upper half", of(base, List.of(from(layers / 2, LORA_METHOD)), Map.of()));
        List<Map<String, Object>> three =
                List.of(from(layers / 2, LORA_METHOD), from(layers / 2, ADAPTER), from(layers / 2, PREFIX));
        upper.put("gated union, upper half", of(base, three, Map.of()));
        return upper;
    }

    private static Map<String, Object> from(int layer, Map<String, Object> method) {
        Map<String, Object> narrowed = new LinkedHashMap<>(method);
        narrowed.put("layers", layer + "-");
        return narrowed;
    }

    private static Composition of(String base, List<Map<String, Object>> methods, Map<String, Object> more) {
        Map<String, Object> tree = new LinkedHashMap<>(more);
        tree.put("base", base);
        tree.put("task", Map.of("type", "classification"));
        tree.put("methods", methods);
        return Composition.of(tree, "bench");
    }
}
