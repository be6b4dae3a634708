package org.unipelt.training;

import java.util.Map;
import org.unipelt.api.model.TensorData;

/**
 * All that the rest of a run follows from, at an epoch's end.
 *
 * @param course what was done
 * @param state the composition's
 */
record Checkpoint(Course course, Map<String, TensorData> state) {}
