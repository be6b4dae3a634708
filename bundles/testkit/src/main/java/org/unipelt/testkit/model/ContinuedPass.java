package org.unipelt.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.TensorData;

/** A text that is read in pieces, each pass going on from those before, gives at its tokens what one pass over the whole gives. */
public final class ContinuedPass {
    private static final float TOLERANCE = 1e-5f;

    private ContinuedPass() {}

    /**
     * Compares the hidden states of every layer, and the scores of what comes next at the end of each piece.
     *
     * @param inputs the whole text; for a model of two halves what the decoder reads is cut
     * @param ends where the pieces end, rising
     * @return how many outputs were compared
     */
    public static int compare(BaseModel family, Fixture fixture, Inputs inputs, int... ends) {
        Map<String, TensorData> left = Map.of();
        int start = 0;
        int compared = 0;
        try (DrawnModel whole = DrawnModel.of(family, fixture)) {
            for (int end : ends) {
                Map<String, TensorData> before = left;
                try (DrawnModel piece = new DrawnModel(
                        family, fixture.config(), fixture.checkpoint(), model -> new ContinuedSites(model, before))) {
                    compared += compare(whole, inputs.writtenPlaces(0, end), piece, inputs.writtenPlaces(start, end));
                    left = ((ContinuedSites) piece.sites()).left(piece, inputs.writtenPlaces(start, end));
                }
                start = end;
            }
        }
        return compared;
    }

    private static int compare(DrawnModel whole, Inputs all, DrawnModel piece, Inputs news) {
        List<Operand<TFloat32>> expected = whole.outputs().read().hiddenStates();
        List<Operand<TFloat32>> actual = piece.outputs().read().hiddenStates();
        float[][] mask = news.decoder() == null ? news.mask() : news.decoder().mask();
        for (int layer = 0; layer < expected.size(); layer++) {
            same(
                    "hidden state " + layer,
                    whole.run(expected.get(layer), all),
                    piece.run(actual.get(layer), news),
                    mask);
        }
        same(
                ModelOutputs.NEXT_TOKEN_LOGITS,
                whole.run(whole.output(ModelOutputs.NEXT_TOKEN_LOGITS), all),
                piece.run(piece.output(ModelOutputs.NEXT_TOKEN_LOGITS), news),
                lastColumn(mask));
        return expected.size() + 1;
    }

    private static float[][] lastColumn(float[][] mask) {
        return Arrays.stream(mask).map(row -> new float[] {row[row.length - 1]}).toArray(float[][]::new);
    }

    /** Of each row the last places, as many as the piece has; what stands at padding no one defines. */
    private static void same(String name, TensorData expected, TensorData actual, float[][] mask) {
        int rows = mask.length;
        int places = mask[0].length;
        assertEquals(rows, actual.shape().get(0), name);
        int width = actual.floats().length / rows / places;
        int all = expected.floats().length / rows;
        for (int row = 0; row < rows; row++) {
            for (int place = 0; place < places; place++) {
                if (mask[row][place] == 1) {
                    int from = (row + 1) * all - (places - place) * width;
                    float[] wanted = Arrays.copyOfRange(expected.floats(), from, from + width);
                    int own = (row * places + place) * width;
                    float[] found = Arrays.copyOfRange(actual.floats(), own, own + width);
                    same(name + ", row " + row + ", place " + place + " of the piece", wanted, found);
                }
            }
        }
    }

    /** Within the tolerance, relative to the largest value. */
    private static void same(String where, float[] expected, float[] actual) {
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected, actual, TOLERANCE * largest, where);
    }
}
