package org.unipelt.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.unipelt.api.client.Composition;

/**
 * A composition that may be the best.
 *
 * @param methods as a configuration writes them
 * @param gating as a configuration writes it; empty for one method
 * @param rate the highest learning rate
 */
record Candidate(List<Map<String, Object>> methods, Map<String, Object> gating, double rate) {

    /** Puts it around a base model, with the task and all that is fixed. */
    Composition around(Composition fixed, int epochs) {
        Map<String, Object> training = new LinkedHashMap<>(fixed.training());
        training.putIfAbsent("learning_rate", rate);
        training.put("epochs", epochs);
        training.put("checkpoints", false);
        Composition with = fixed.withMethods(methods).withTraining(training);
        return gating.isEmpty() || !fixed.gating().isEmpty() ? with : with.withGating(gating);
    }

    /** Its parts, as a configuration writes them. */
    Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("methods", methods);
        if (!gating.isEmpty()) {
            parts.put("gating", gating);
        }
        parts.put("learning_rate", rate);
        return parts;
    }

    /** In a line: {@code lora (r 8) + adapter (bottleneck 48), sigmoid gates, rate 0.002}. */
    String title() {
        String names = methods.stream().map(Candidate::title).collect(Collectors.joining(" + "));
        return names + gates() + ", rate " + rate;
    }

    private static String title(Map<String, Object> method) {
        String options = method.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("method"))
                .map(entry -> entry.getKey() + " " + words(entry.getValue()))
                .collect(Collectors.joining(", "));
        return method.get("method") + (options.isEmpty() ? "" : " (" + options + ")");
    }

    private static String words(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("+"))
                : String.valueOf(value);
    }

    private String gates() {
        if (gating.isEmpty()) {
            return "";
        }
        return "none".equals(gating.get("network"))
                ? ", no gates"
                : ", " + gating.getOrDefault("normalisation", gating.get("network")) + " gates";
    }
}
