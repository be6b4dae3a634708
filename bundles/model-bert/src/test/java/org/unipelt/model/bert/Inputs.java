package org.unipelt.model.bert;

import java.util.Arrays;
import java.util.Map;
import org.unipelt.api.model.TensorData;

/** A batch in Java, [batch, sequence]. */
record Inputs(int[][] ids, int[][] types, float[][] mask) {

    /** The inputs of a case of a reference file. */
    static Inputs of(Map<String, TensorData> reference, int number) {
        String start = "case." + number + ".";
        int[][] mask = rows(reference.get(start + "attention_mask"));
        float[][] floats = new float[mask.length][];
        for (int row = 0; row < mask.length; row++) {
            floats[row] = new float[mask[row].length];
            for (int place = 0; place < mask[row].length; place++) {
                floats[row][place] = mask[row][place];
            }
        }
        return new Inputs(
                rows(reference.get(start + "input_ids")), rows(reference.get(start + "token_type_ids")), floats);
    }

    int batch() {
        return ids.length;
    }

    int length() {
        return ids[0].length;
    }

    /** With more padding of this token id. */
    Inputs padded(int more, int id) {
        Inputs longer = new Inputs(new int[batch()][], new int[batch()][], new float[batch()][]);
        for (int row = 0; row < batch(); row++) {
            longer.ids[row] = Arrays.copyOf(ids[row], length() + more);
            Arrays.fill(longer.ids[row], length(), length() + more, id);
            longer.types[row] = Arrays.copyOf(types[row], length() + more);
            longer.mask[row] = Arrays.copyOf(mask[row], length() + more);
        }
        return longer;
    }

    /** With this token id wherever there is padding. */
    Inputs withPaddingId(int id) {
        Inputs other = padded(0, id);
        for (int row = 0; row < batch(); row++) {
            for (int place = 0; place < length(); place++) {
                if (mask[row][place] == 0) {
                    other.ids[row][place] = id;
                }
            }
        }
        return other;
    }

    /** With this weight wherever there is padding. */
    Inputs withWeightOfPadding(float weight) {
        Inputs other = padded(0, 0);
        for (float[] row : other.mask) {
            for (int place = 0; place < length(); place++) {
                row[place] = row[place] == 0 ? weight : row[place];
            }
        }
        return other;
    }

    /** The first row that has padding. */
    int paddedRow() {
        int row = 0;
        while (mask[row][length() - 1] == 1) {
            row++;
        }
        return row;
    }

    private static int[][] rows(TensorData tensor) {
        int batch = (int) tensor.shape().get(0);
        int length = (int) tensor.shape().get(1);
        int[][] rows = new int[batch][length];
        for (int i = 0; i < batch * length; i++) {
            rows[i / length][i % length] = (int) tensor.longs()[i];
        }
        return rows;
    }
}
