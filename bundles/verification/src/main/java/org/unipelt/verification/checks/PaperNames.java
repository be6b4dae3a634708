package org.unipelt.verification.checks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unipelt.api.model.TensorData;

/**
 * What the composition calls the trainables of the written-out formulas of UniPELT. There a linear map from n to m features is
 * [m, n], here [n, m].
 *
 * @param competing the methods, by their names there, that share one gating matrix in a layer, in the order of its rows; empty
 *     where each has its own
 * @param shifted whether virtual tokens move the text's positions
 * @param hidden the base model's hidden size
 */
record PaperNames(List<String> competing, boolean shifted, int hidden) {
    /** The services that are the methods there. */
    static final Map<String, String> METHODS = Map.of(
            "adapter", "adapter",
            "prefix", "prefix-tuning",
            "lora", "lora",
            "bitfit", "bitfit",
            "prompt", "prompt-tuning");

    private static final Map<String, String> BIASES = Map.of(
            "attention.self.query", "query",
            "attention.self.key", "key",
            "attention.self.value", "value",
            "attention.output.dense", "attention_output",
            "attention.output.LayerNorm", "attention_norm",
            "intermediate.dense", "ffn_in",
            "output.dense", "ffn_out",
            "output.LayerNorm", "ffn_norm");

    private static final Map<Pattern, String> RENAMED = renamed();
    private static final Pattern BIAS = Pattern.compile("bitfit\\.encoder\\.layer\\.(\\d+)\\.(.+)\\.bias");
    private static final Pattern NETWORK = Pattern.compile("prefix\\.mlp\\.2\\.(weight|bias)");
    private static final Pattern SHARED_GATE = Pattern.compile("gate\\.layer\\.(\\d+)\\.(weight|bias)");
    private static final Pattern GATE = Pattern.compile("gate\\.(.+)\\.(weight|bias)");
    private static final Pattern LINEAR = Pattern.compile(".*\\.(weight|A|B)");
    private static final Pattern SLOT = Pattern.compile("layer\\.(\\d+)\\.([^.]+)(?:\\.([^.]+))?");

    private static Map<Pattern, String> renamed() {
        Map<Pattern, String> names = new LinkedHashMap<>();
        names.put(
                Pattern.compile("adapter\\.layer\\.(\\d+)\\.((?:down|up)\\.(?:weight|bias))"),
                "adapter.encoder.layer.$1.ffn_block.$2");
        names.put(
                Pattern.compile("prefix\\.layer\\.(\\d+)\\.(key|value)"),
                "prefix-tuning.encoder.layer.$1.key_value.$2");
        names.put(Pattern.compile("prefix\\.embedding"), "prefix-tuning.embedding");
        names.put(Pattern.compile("prefix\\.mlp\\.0\\.(weight|bias)"), "prefix-tuning.hidden.$1");
        names.put(Pattern.compile("lora\\.layer\\.(\\d+)\\.(\\w+)\\.A"), "lora.encoder.layer.$1.$2.a");
        names.put(Pattern.compile("lora\\.layer\\.(\\d+)\\.(\\w+)\\.B"), "lora.encoder.layer.$1.$2.b");
        names.put(Pattern.compile("classifier\\.(weight|bias)"), "head.classifier.$1");
        return names;
    }

    /**
     * A trainable, or what has its shape, such as its gradient.
     *
     * @return by the names of the composition's parameters; several where one matrix there is several here, none where the
     *     name is not known
     */
    Map<String, TensorData> translate(String name, TensorData data) {
        Matcher network = NETWORK.matcher(name);
        if (network.matches()) {
            return network(network.group(1), data);
        }
        Matcher shared = SHARED_GATE.matcher(name);
        if (shared.matches()) {
            return sharedGate(shared.group(1), shared.group(2), data);
        }
        return parameter(name).map(own -> Map.of(own, turned(name, data))).orElse(Map.of());
    }

    /** The gate's name behind {@code gate.}: {@code encoder.layer.0.lora.query} for {@code layer.0.lora.query}. */
    Optional<String> gate(String name) {
        if (name.equals("prompt")) {
            return Optional.of("encoder.embeddings.prompt-tuning." + promptSite());
        }
        Matcher slot = SLOT.matcher(name);
        if (!slot.matches() || !METHODS.containsKey(slot.group(2))) {
            return Optional.empty();
        }
        String place = place(slot.group(2), slot.group(3));
        return Optional.of("encoder.layer." + slot.group(1) + "." + METHODS.get(slot.group(2)) + place);
    }

    /** What of a layer a gate of a method weighs; nothing where it weighs all that the method does there. */
    private String place(String method, String site) {
        if (competing.contains(method)) {
            return "";
        }
        return switch (method) {
            case "adapter" -> ".ffn_block";
            case "prefix" -> ".key_value";
            default -> site == null ? "" : "." + site;
        };
    }

    private String promptSite() {
        return shifted ? "embeddings" : "embedding_output";
    }

    private Optional<String> parameter(String name) {
        if (name.equals("prompt.embedding")) {
            return Optional.of("prompt-tuning.encoder." + promptSite() + ".embeddings");
        }
        Matcher bias = BIAS.matcher(name);
        if (bias.matches()) {
            return Optional.ofNullable(BIASES.get(bias.group(2)))
                    .map(kind -> "bitfit.encoder.layer." + bias.group(1) + "." + kind + ".bias");
        }
        Matcher gate = GATE.matcher(name);
        if (gate.matches()) {
            return gate(gate.group(1)).map(own -> "gate." + own + "." + gate.group(2));
        }
        return RENAMED.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).matches())
                .map(entry -> entry.getKey().matcher(name).replaceFirst(entry.getValue()))
                .findFirst();
    }

    private static TensorData turned(String name, TensorData data) {
        boolean matrix = data.shape().numDimensions() == 2 && !data.integer();
        return matrix && LINEAR.matcher(name).matches() ? Layout.transposed(data) : data;
    }

    /** The last map of the prefix's training network: its rows are [layers, key and value, hidden]. */
    private Map<String, TensorData> network(String part, TensorData data) {
        Map<String, TensorData> parts = new LinkedHashMap<>();
        long blocks = data.shape().get(0) / hidden;
        for (int block = 0; block < blocks; block++) {
            String name =
                    "prefix-tuning.encoder.layer." + block / 2 + ".key_value." + (block % 2 == 0 ? "key" : "value");
            parts.put(name + "." + part, turned("." + part, Layout.rows(data, block * hidden, hidden)));
        }
        return parts;
    }

    private Map<String, TensorData> sharedGate(String layer, String part, TensorData data) {
        Map<String, TensorData> parts = new LinkedHashMap<>();
        if (data.shape().get(0) != competing.size()) {
            return parts;
        }
        for (int row = 0; row < competing.size(); row++) {
            String method = METHODS.get(competing.get(row));
            parts.put(
                    "gate.encoder.layer." + layer + "." + method + "." + part,
                    turned("." + part, Layout.rows(data, row, 1)));
        }
        return parts;
    }
}
