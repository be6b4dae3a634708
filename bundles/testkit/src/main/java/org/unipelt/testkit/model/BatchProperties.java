package org.unipelt.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.text.TokenBatch.Side;

/**
 * What holds for a token whatever stands beside it in a batch: how much padding and where, in which order the rows are, and
 * whether there are other rows.
 */
public final class BatchProperties {
    private static final float TOLERANCE = 1e-5f;

    private final DrawnModel model;
    private final Operand<TFloat32> states;
    private final Inputs inputs;

    /**
     * @param states hidden states of what the inputs' ids are read by
     * @param inputs a batch of one half with padding on the right in some row
     */
    public BatchProperties(DrawnModel model, Operand<TFloat32> states, Inputs inputs) {
        this.model = model;
        this.states = states;
        this.inputs = inputs;
    }

    /** More padding, on this side, changes no real token. */
    public void paddingChangesNothing(Side side, int more, int paddingId) {
        Inputs padded = side == Side.RIGHT ? inputs.padded(more, paddingId) : inputs.paddedInFront(more, paddingId);
        TensorData expected = model.run(states, inputs);
        TensorData actual = model.run(states, padded);
        int compared = 0;
        for (int row = 0; row < inputs.batch(); row++) {
            for (int place = 0; place < inputs.length(); place++) {
                if (inputs.mask()[row][place] == 1) {
                    int moved = side == Side.RIGHT ? place : place + more;
                    same(vector(expected, row, place), vector(actual, row, moved), "row " + row + ", place " + place);
                    compared++;
                }
            }
        }
        assertTrue(compared > inputs.length(), "too little was compared");
    }

    /** Rows in another order give the same. */
    public void orderChangesNothing() {
        TensorData expected = model.run(states, inputs);
        TensorData actual = model.run(states, inputs.reversed());
        for (int row = 0; row < inputs.batch(); row++) {
            for (int place = 0; place < inputs.length(); place++) {
                same(
                        vector(expected, row, place),
                        vector(actual, inputs.batch() - 1 - row, place),
                        "row " + row + ", place " + place);
            }
        }
    }

    /** Each row by itself, without padding, gives what it gives in the batch. */
    public void rowsByThemselvesAreTheSame() {
        TensorData expected = model.run(states, inputs);
        for (int row = 0; row < inputs.batch(); row++) {
            Inputs single = inputs.row(row);
            TensorData actual = model.run(states, single);
            assertEquals(single.length(), actual.shape().get(1));
            for (int place = 0; place < single.length(); place++) {
                same(vector(expected, row, place), vector(actual, 0, place), "row " + row + ", place " + place);
            }
        }
    }

    /** Within the tolerance, relative to the largest value. */
    private static void same(float[] expected, float[] actual, String where) {
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], TOLERANCE * largest, where);
        }
    }

    private static float[] vector(TensorData states, int row, int place) {
        int length = (int) states.shape().get(1);
        int hidden = (int) states.shape().get(2);
        int start = (row * length + place) * hidden;
        return Arrays.copyOfRange(states.floats(), start, start + hidden);
    }
}
