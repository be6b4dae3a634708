package org.unipelt.checkpoints;

import org.unipelt.api.DataException;

/** Refuses NaN and infinity: one of them in a weight makes every later number meaningless. */
final class FiniteNumbers {
    private FiniteNumbers() {}

    static void check(float[] values, String file, String tensor) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(
                        file,
                        "tensor '" + tensor + "' has the value " + values[i] + " at place " + i,
                        "Take the weights from before training diverged, or from another copy of the file");
            }
        }
    }
}
