package org.unipelt.api.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.Prediction;

/**
 * What a head says of one text.
 *
 * @param label the answer, as {@link Prediction#label}
 * @param scores of each possible answer, most probable first, as {@link Prediction#scores}
 */
@ProviderType
public record Answer(String label, Map<String, Double> scores) {
    public Answer {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }
}
