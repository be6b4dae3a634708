package org.unipelt.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How well a composition does on labelled data.
 *
 * @param examples how many rows were judged
 * @param metrics each metric by name
 * @param perfect what the task's own metric is where all answers are right: 1 or 100
 * @param seconds how long the predictions took
 */
@ProviderType
public record Evaluation(int examples, Map<String, Double> metrics, double perfect, double seconds) {
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
