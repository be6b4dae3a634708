package org.unipelt.api.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * A base model, the methods on it, how they are gated, the task and its training: what a user writes as JSON. Values that
 * belong to a service stay as they were written; the service checks them when the composition is built.
 *
 * @param base a model's name, or a Hugging Face directory
 * @param task {@code type} and the task's own keys
 * @param methods for each method {@code method}, the method's own keys, and where wanted {@code name}, {@code gating} (how its
 *     gates differ) and {@code without} (names of sites that it leaves out)
 * @param gating {@code network}, what makes gates of its scores ({@code scope}, {@code level}, {@code normalisation}, {@code
 *     pooling} and their like), and the network's own keys; empty for the default: ungated for one method, else feed-forward
 * @param aggregation {@code name} and the aggregation's own keys
 * @param baseWeights whether the base model's weights stay frozen
 * @param training the keys of {@link Trainer#options}, and the optimiser's
 * @param live what happens when methods come and go
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 */
@ProviderType
public record Composition(
        String base,
        Map<String, Object> task,
        List<Map<String, Object>> methods,
        Map<String, Object> gating,
        Map<String, Object> aggregation,
        BaseWeights baseWeights,
        Map<String, Object> training,
        Live live,
        String device) {

    /** The task's type where a composition ends with the base model's own outputs, as one imported without a head does. */
    public static final String NO_TASK = "none";

    private static final OptionSchema LIVE = OptionSchema.of(
            Option.text(
                    "missing",
                    "wait",
                    "what to do when a method's bundle goes: wait for it, or go on without it",
                    "wait",
                    "go-on"),
            Option.text("arriving", "ignore", "what to do when a new method's bundle comes", "ignore", "join"));

    private static final List<String> KEYS =
            List.of("base", "task", "methods", "gating", "aggregation", "base_weights", "training", "live", "device");

    public Composition {
        task = copy(task);
        methods = methods.stream().map(Composition::copy).toList();
        gating = copy(gating);
        aggregation = copy(aggregation);
        training = copy(training);
    }

    /** What becomes of the base model's weights. */
    @ProviderType
    public enum BaseWeights {
        /** They stay as they are, and all compositions share them. */
        FROZEN,
        /** The composition trains copies of its own: full fine-tuning, with or without methods. */
        TRAINED;

        private static BaseWeights of(Object raw, String where) {
            for (BaseWeights each : values()) {
                if (raw == null || each.word().equals(raw)) {
                    return each;
                }
            }
            throw new ConfigurationException(
                    where,
                    "'" + raw + "' is not a value for 'base_weights'",
                    "Write \"frozen\", or \"trained\" for full fine-tuning");
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What happens to a running composition when bundles come and go.
     *
     * @param goOnWithout whether it answers without a method whose bundle has gone, instead of waiting for it
     * @param join whether a method that arrives joins it, with its default options and its initial weights; one that was there
     *     when it was trained, and was not chosen, does not arrive
     */
    @ProviderType
    public record Live(boolean goOnWithout, boolean join) {}

    /**
     * Reads a composition from JSON values.
     *
     * @param tree what the JSON holds
     * @param where what to name in errors: the file
     * @throws ConfigurationException on an unknown key, a missing one, or a value of the wrong type
     */
    public static Composition of(Map<String, ?> tree, String where) {
        for (String key : tree.keySet()) {
            if (!KEYS.contains(key)) {
                throw new ConfigurationException(where, "'" + key + "' is not a known key", Nearest.hint(key, KEYS));
            }
        }
        return new Composition(
                text(tree, "base", "minilm-l6", where),
                object(tree.get("task"), "task", where),
                methods(tree.get("methods"), where),
                object(tree.get("gating"), "gating", where),
                aggregation(tree.get("aggregation"), where),
                BaseWeights.of(tree.get("base_weights"), where),
                object(tree.get("training"), "training", where),
                live(object(tree.get("live"), "live", where), where + ", live"),
                text(tree, "device", "auto", where));
    }

    /** The composition as JSON values; {@link #of} reads them back. */
    public Map<String, Object> toMap() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("task", task);
        tree.put("methods", methods);
        tree.put("gating", gating);
        tree.put("aggregation", aggregation);
        tree.put("base_weights", baseWeights.word());
        tree.put("training", training);
        tree.put(
                "live",
                Map.of("missing", live.goOnWithout ? "go-on" : "wait", "arriving", live.join ? "join" : "ignore"));
        tree.put("device", device);
        return tree;
    }

    /** The same on another base model. */
    public Composition withBase(String other) {
        return new Composition(other, task, methods, gating, aggregation, baseWeights, training, live, device);
    }

    /** The same with other methods. */
    public Composition withMethods(List<Map<String, Object>> others) {
        return new Composition(base, task, others, gating, aggregation, baseWeights, training, live, device);
    }

    /** The same with other gating. */
    public Composition withGating(Map<String, Object> other) {
        return new Composition(base, task, methods, other, aggregation, baseWeights, training, live, device);
    }

    /** The same with another way to sum. */
    public Composition withAggregation(Map<String, Object> other) {
        return new Composition(base, task, methods, gating, other, baseWeights, training, live, device);
    }

    /** The same with another task section. */
    public Composition withTask(Map<String, Object> other) {
        return new Composition(base, other, methods, gating, aggregation, baseWeights, training, live, device);
    }

    /** The same with another training section. */
    public Composition withTraining(Map<String, Object> other) {
        return new Composition(base, task, methods, gating, aggregation, baseWeights, other, live, device);
    }

    /** The same with another policy for methods that come and go. */
    public Composition withLive(Live other) {
        return new Composition(base, task, methods, gating, aggregation, baseWeights, training, other, device);
    }

    private static Live live(Map<String, Object> raw, String where) {
        Options options = LIVE.parse(raw, where);
        return new Live("go-on".equals(options.text("missing")), "join".equals(options.text("arriving")));
    }

    private static Map<String, Object> aggregation(Object raw, String where) {
        return raw == null || raw instanceof String
                ? Map.of("name", raw == null ? "weighted-sum" : raw)
                : object(raw, "aggregation", where);
    }

    private static List<Map<String, Object>> methods(Object raw, String where) {
        if (raw == null) {
            return List.of();
        }
        if (!(raw instanceof List<?> list)) {
            throw new ConfigurationException(
                    where, "'methods' is not a list", "Write \"methods\": [{\"method\": ...}]");
        }
        List<Map<String, Object>> methods = new ArrayList<>();
        for (Object element : list) {
            String place = "methods[" + methods.size() + "]";
            Map<String, Object> method = object(element, place, where);
            if (!(method.get("method") instanceof String)) {
                throw new ConfigurationException(
                        where, place + " has no 'method'", "Name one, as 'unipelt modules' lists them");
            }
            methods.add(method);
        }
        return methods;
    }

    private static String text(Map<String, ?> tree, String key, String fallback, String where) {
        Object value = tree.get(key);
        if (value != null && !(value instanceof String)) {
            throw new ConfigurationException(where, "'" + key + "' is not a text", "Write \"" + key + "\": \"...\"");
        }
        return value == null ? fallback : (String) value;
    }

    private static Map<String, Object> object(Object raw, String key, String where) {
        if (raw == null) {
            return Map.of();
        }
        if (!(raw instanceof Map<?, ?> map)) {
            throw new ConfigurationException(where, "'" + key + "' is not an object", "Write {...}");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), v));
        return copy;
    }

    private static Map<String, Object> copy(Map<String, ?> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
