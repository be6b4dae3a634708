package org.unipelt.api.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;

/**
 * What a pack holds.
 *
 * @param composition with every option written out
 * @param taskState what the task learned of the data: its labels
 * @param weights by parameter name; those that stand in place of the base model's carry {@code base.} in front
 * @param results what training noted
 */
@ProviderType
public record PackContents(
        Composition composition,
        Map<String, Object> taskState,
        Map<String, TensorData> weights,
        Map<String, Object> results) {
    public PackContents {
        taskState = copy(taskState);
        weights = copy(weights);
        results = copy(results);
    }

    private static <T> Map<String, T> copy(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
