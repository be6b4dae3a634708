package org.unipelt.training;

import java.util.Map;
import org.unipelt.api.model.TensorData;

/**
 * The best epoch so far.
 *
 * @param epoch its number from 1; 0 where none was judged
 * @param value its watched metric
 * @param metrics all its metrics
 * @param weights its weights; empty where none was judged
 */
record BestEpoch(int epoch, double value, Map<String, Double> metrics, Map<String, TensorData> weights) {
    /** Before any epoch was judged. */
    static final BestEpoch NONE = new BestEpoch(0, Double.NaN, Map.of(), Map.of());

    /** Whether an epoch with this metric is better; larger is, and any number is better than none. */
    boolean isBeatenBy(double other) {
        return epoch == 0 || other > value || Double.isNaN(value) && !Double.isNaN(other);
    }
}
