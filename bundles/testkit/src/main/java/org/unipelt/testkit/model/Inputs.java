package org.unipelt.testkit.model;

import java.util.Arrays;
import java.util.Map;
import org.unipelt.api.model.TensorData;

/**
 * A batch in Java, [batch, sequence].
 *
 * @param decoder null where the model has no decoder beside an encoder
 */
public record Inputs(int[][] ids, int[][] types, float[][] mask, Decoder decoder) {

    /** What a decoder reads beside an encoder. */
    public record Decoder(int[][] ids, float[][] mask) {}

    /** What a model of one half reads. */
    public Inputs(int[][] ids, int[][] types, float[][] mask) {
        this(ids, types, mask, null);
    }

    /** The inputs of a case of a reference file. */
    public static Inputs of(Map<String, TensorData> reference, int number) {
        String start = "case." + number + ".";
        int[][] ids = rows(reference.get(start + "input_ids"));
        TensorData types = reference.get(start + "token_type_ids");
        TensorData decoder = reference.get(start + "decoder_input_ids");
        return new Inputs(
                ids,
                types == null ? new int[ids.length][ids[0].length] : rows(types),
                floats(reference.get(start + "attention_mask")),
                decoder == null
                        ? null
                        : new Decoder(rows(decoder), floats(reference.get(start + "decoder_attention_mask"))));
    }

    private static float[][] floats(TensorData tensor) {
        int[][] rows = rows(tensor);
        float[][] floats = new float[rows.length][];
        for (int row = 0; row < rows.length; row++) {
            floats[row] = new float[rows[row].length];
            for (int place = 0; place < rows[row].length; place++) {
                floats[row][place] = rows[row][place];
            }
        }
        return floats;
    }

    /** How many rows. */
    public int batch() {
        return ids.length;
    }

    /** The length of a row. */
    public int length() {
        return ids[0].length;
    }

    /** With more padding of this token id. */
    public Inputs padded(int more, int id) {
        Inputs longer = new Inputs(new int[batch()][], new int[batch()][], new float[batch()][], decoder);
        for (int row = 0; row < batch(); row++) {
            longer.ids[row] = Arrays.copyOf(ids[row], length() + more);
            Arrays.fill(longer.ids[row], length(), length() + more, id);
            longer.types[row] = Arrays.copyOf(types[row], length() + more);
            longer.mask[row] = Arrays.copyOf(mask[row], length() + more);
        }
        return longer;
    }

    /** With more padding in front of every row. */
    public Inputs paddedInFront(int more, int id) {
        Inputs longer = padded(more, id);
        for (int row = 0; row < batch(); row++) {
            System.arraycopy(ids[row], 0, longer.ids[row], more, length());
            System.arraycopy(types[row], 0, longer.types[row], more, length());
            System.arraycopy(mask[row], 0, longer.mask[row], more, length());
            Arrays.fill(longer.ids[row], 0, more, id);
            Arrays.fill(longer.types[row], 0, more, 0);
            Arrays.fill(longer.mask[row], 0, more, 0);
        }
        return longer;
    }

    /** The last row first. */
    public Inputs reversed() {
        return new Inputs(reversed(ids), reversed(types), reversed(mask), decoder);
    }

    private static <T> T[] reversed(T[] rows) {
        T[] other = rows.clone();
        for (int row = 0; row < rows.length; row++) {
            other[row] = rows[rows.length - 1 - row];
        }
        return other;
    }

    /** The places from one to before another of what is written: of the decoder's where there is one beside an encoder. */
    public Inputs writtenPlaces(int from, int to) {
        if (decoder != null) {
            return new Inputs(
                    ids, types, mask, new Decoder(places(decoder.ids, from, to), places(decoder.mask, from, to)));
        }
        return new Inputs(places(ids, from, to), places(types, from, to), places(mask, from, to));
    }

    private static int[][] places(int[][] rows, int from, int to) {
        return Arrays.stream(rows).map(row -> Arrays.copyOfRange(row, from, to)).toArray(int[][]::new);
    }

    private static float[][] places(float[][] rows, int from, int to) {
        return Arrays.stream(rows).map(row -> Arrays.copyOfRange(row, from, to)).toArray(float[][]::new);
    }

    /** One row without the padding behind it. */
    public Inputs row(int number) {
        int length = 0;
        while (length < length() && mask[number][length] == 1) {
            length++;
        }
        return new Inputs(
                new int[][] {Arrays.copyOf(ids[number], length)},
                new int[][] {Arrays.copyOf(types[number], length)},
                new float[][] {Arrays.copyOf(mask[number], length)},
                decoder == null
                        ? null
                        : new Decoder(new int[][] {decoder.ids[number]}, new float[][] {decoder.mask[number]}));
    }

    /** With this token id wherever there is padding. */
    public Inputs withPaddingId(int id) {
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
    public Inputs withWeightOfPadding(float weight) {
        Inputs other = padded(0, 0);
        for (float[] row : other.mask) {
            for (int place = 0; place < length(); place++) {
                row[place] = row[place] == 0 ? weight : row[place];
            }
        }
        return other;
    }

    /** The first row that has padding. */
    public int paddedRow() {
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
