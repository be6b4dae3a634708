package org.unipelt.orchestrator;

import java.util.Map;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;

/**
 * A trained composition on disk.
 *
 * @param composition with every option written out
 * @param taskState what the task learned of the data: its labels
 * @param weights by parameter name
 * @param bundles the bundles that its parts came from, by part, for messages when one is missing
 * @param results what training noted
 */
record Pack(
        Composition composition,
        Map<String, Object> taskState,
        Map<String, TensorData> weights,
        Map<String, String> bundles,
        Map<String, Object> results) {}
