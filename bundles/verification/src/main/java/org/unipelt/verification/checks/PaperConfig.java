package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unipelt.api.client.Composition;

/**
 * The config.json of a composition by the formulas of UniPELT.
 *
 * @param model the base model's name
 * @param methods the methods as a composition has them, in order
 * @param gating the gating as a composition has it
 * @param competing see {@link PaperNames}
 * @param shifted see {@link PaperNames}
 * @param labels how many classes there are
 * @param trainables how many numbers are trained
 */
record PaperConfig(
        String model,
        List<Map<String, Object>> methods,
        Map<String, Object> gating,
        List<String> competing,
        boolean shifted,
        int labels,
        long trainables) {
    static final String FORMAT = "unipelt-fixture/1";

    /** {@code formulas} and {@code deviation_from_float64} are there to be read, {@code trainables} are in the weights too. */
    private static final Set<String> KEYS = Set.of(
            "format",
            "model",
            "methods",
            "gates",
            "labels",
            "formulas",
            "trainables",
            "trainable_count",
            "deviation_from_float64");

    private static final Set<String> GATE_KEYS = Set.of("kind", "pooling", "prompt_form");

    /** What options are called there and here, by method. */
    private static final Map<String, Map<String, String>> OPTIONS = Map.of(
            "adapter", Map.of("bottleneck", "bottleneck", "activation", "non_linearity"),
            "prefix", Map.of("length", "prefix_length", "middle", "bottleneck_size"),
            "lora", Map.of("r", "r", "alpha", "lora_alpha", "targets", "targets"),
            "bitfit", Map.of(),
            "prompt", Map.of("length", "num_virtual_tokens", "positions", "positions"));

    /** The rows of the gating matrix that competing methods share. */
    private static final List<String> ROWS = List.of("adapter", "prefix", "lora");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads it; what is not understood is reported, and empty comes back. */
    static Optional<PaperConfig> of(JsonNode config, Findings findings) {
        List<String> unknown = unknown(config);
        unknown.forEach(key -> findings.notUnderstood(
                Folder.CONFIG + ", " + key, "this version does not know it, so that nothing could be compared"));
        if (!unknown.isEmpty()) {
            return Optional.empty();
        }
        List<Map<String, Object>> methods = new ArrayList<>();
        config.get("methods").fieldNames().forEachRemaining(name -> methods.add(method(name, config)));
        boolean softmax = kind(config).equals("softmax");
        return Optional.of(new PaperConfig(
                config.get("model").asText(),
                methods,
                gating(config.get("gates")),
                softmax ? ROWS.stream().filter(config.get("methods")::has).toList() : List.of(),
                !config.at("/methods/prompt/positions").asText().equals("unshifted"),
                config.get("labels").asInt(),
                config.path("trainable_count").asLong()));
    }

    PaperNames names(int hidden) {
        return new PaperNames(competing, shifted, hidden);
    }

    /** @param base the base model's directory */
    Composition composition(String base) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("task", Map.of("type", "classification"));
        tree.put("methods", methods);
        tree.put("gating", gating);
        tree.put("device", DirectoryVerifier.DEVICE);
        return Composition.of(tree, Folder.CONFIG);
    }

    /** What the task's head knows of the data. */
    Map<String, Object> taskState() {
        List<String> names =
                IntStream.range(0, labels).mapToObj(Integer::toString).toList();
        return Map.of("labels", names, "metric", "accuracy", "pooling", "pooler");
    }

    private static List<String> unknown(JsonNode config) {
        List<String> unknown = new ArrayList<>(others(config, KEYS, ""));
        Stream.of("model", "methods", "gates", "labels")
                .filter(key -> !config.has(key))
                .forEach(key -> unknown.add(key + " (missing)"));
        config.path("methods").properties().forEach(method -> {
            String place = "methods." + method.getKey();
            Map<String, String> options = OPTIONS.get(method.getKey());
            unknown.addAll(options == null ? List.of(place) : others(method.getValue(), options.keySet(), place + "."));
        });
        unknown.addAll(others(config.path("gates"), GATE_KEYS, "gates."));
        if (!Set.of("none", "sigmoid", "softmax", "token").contains(kind(config))) {
            unknown.add("gates.kind " + kind(config));
        }
        return unknown;
    }

    private static List<String> others(JsonNode node, Set<String> known, String place) {
        return node.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !known.contains(key))
                .map(key -> place + key)
                .toList();
    }

    private static String kind(JsonNode config) {
        return config.at("/gates/kind").asText();
    }

    private static Map<String, Object> method(String name, JsonNode config) {
        Map<String, Object> method = new LinkedHashMap<>();
        method.put("method", PaperNames.METHODS.get(name));
        config.get("methods")
                .get(name)
                .properties()
                .forEach(option -> method.put(OPTIONS.get(name).get(option.getKey()), value(option.getValue())));
        if (method.containsKey("bottleneck_size")) {
            method.put("flat", false);
        }
        if (name.equals("lora") && !kind(config).equals("none")) {
            // where the paper gates, it does not scale by alpha / r: the same as alpha = r
            method.put("lora_alpha", method.get("r"));
        }
        if (name.equals("prompt")) {
            // the pooler reads the first place in one form and [CLS] in the other
            method.put("summary", "unshifted".equals(method.get("positions")) ? "text" : "prompt");
            if (config.at("/gates/prompt_form").asText().equals("sigmoid-of-mean")) {
                method.put("gating", Map.of("mean_of", "scores"));
            }
        }
        return method;
    }

    private static Map<String, Object> gating(JsonNode gates) {
        String kind = gates.get("kind").asText();
        Map<String, Object> gating = new LinkedHashMap<>();
        gating.put("network", kind.equals("none") ? "none" : "feed-forward");
        if (gates.has("pooling")) {
            gating.put("pooling", gates.get("pooling").asText());
        }
        if (kind.equals("softmax")) {
            gating.put("scope", "layer");
            gating.put("normalisation", "softmax");
        }
        if (kind.equals("token")) {
            gating.put("level", "token");
        }
        return gating;
    }

    private static Object value(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }
}
