package org.unipelt.tuning;

import java.math.BigDecimal;
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
 * @param rate the highest learning rate: a number, or a word that a configuration may have there
 */
record Candidate(List<Map<String, Object>> methods, Map<String, Object> gating, Object rate) {

    /** Puts it around a base model, with the task and all else that is fixed. */
    Composition around(Composition fixed, int epochs) {
        Map<String, Object> training = new LinkedHashMap<>(fixed.training());
        training.put("learning_rate", rate);
        training.put("epochs", epochs);
        training.put("checkpoints", false);
        return fixed.withMethods(methods).withTraining(training).withGating(gating);
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
        return names + gates() + ", rate " + (rate instanceof Double number ? plain(number) : rate);
    }

    /** {@code 0.0005}, where Java writes {@code 5.0E-4}. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
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
