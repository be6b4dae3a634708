package org.unipelt.interchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;

/**
 * What a folder of peft or adapters says, in the words of a composition.
 *
 * @param methods the methods with their options
 * @param gating the composition's gating
 * @param head the classifier; null where the folder has none
 * @param weights every weight by its parameter's name, the head's too, and those that stand in place of the base model's
 * @param notes what a user should know
 * @param origin what a later export should know
 */
record Converted(
        List<Map<String, Object>> methods,
        Map<String, Object> gating,
        Head head,
        Map<String, TensorData> weights,
        List<String> notes,
        Map<String, Object> origin) {
    Converted {
        methods = List.copyOf(methods);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        notes = List.copyOf(notes);
    }

    /** The base weights, by the family's names, that the weights have copies of. */
    Set<String> copies() {
        return weights.keySet().stream()
                .filter(name -> name.startsWith(Entries.COPY))
                .map(name -> name.substring(Entries.COPY.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    Composition composition(String base) {
        Map<String, Object> task = head == null ? Map.of("type", Composition.NO_TASK) : head.task();
        return new Composition(
                base,
                task,
                methods,
                gating,
                Map.of("name", "weighted-sum"),
                Composition.BaseWeights.FROZEN,
                Map.of(),
                new Composition.Live(false, false),
                "auto");
    }
}
