package org.unipelt.checkpoints;

import org.unipelt.api.DataException;

/** Refuses NaN and infinity: one of them in a weight makes every later number meaningless. */
final class FiniteNumbers {
    private FiniteNumbers() {}

    static void check(float[] values, String file, String tensor) {
        check(values, 0, values.length, 0, file, tensor);
    }

    /**
     * Checks a run of a tensor's numbers.
     *
     * @param place the first one's place in the tensor
     */
    static void check(float[] values, int at, int count, long place, String file, String tensor) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[at + i])) {
                throw new DataException(
                        file,
                        "tensor '" + tensor + "' has the value " + values[at + i] + " at place " + (place + i),
                        "Take the weights from before training diverged, or from another copy of the file");
            }
        }
    }
}
