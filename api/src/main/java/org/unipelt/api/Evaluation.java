package org.unipelt.api;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How well a composition does on labelled data.
 *
 * @param examples how many rows were judged
 * @param metrics each metric by name
 * @param seconds how long the predictions took
 */
@ProviderType
public record Evaluation(int examples, Map<String, Double> metrics, double seconds) {
    public Evaluation {
        metrics = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(metrics));
    }
}
