package org.unipelt.verification.checks;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.text.TokenBatch;

/** Tensors in the layout that another side expects. */
final class Layout {
    private Layout() {}

    /** A matrix, [n, m], as [m, n]. */
    static TensorData transposed(TensorData matrix) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[(i % columns) * rows + i / columns] = matrix.floats()[i];
        }
        return TensorData.of(Shape.of(columns, rows), values);
    }

    /** Some rows of a matrix, or some values of a vector. */
    static TensorData rows(TensorData data, int from, int count) {
        long[] shape = data.shape().asArray();
        int width = Math.toIntExact(data.shape().size() / shape[0]);
        shape[0] = count;
        return TensorData.of(Shape.of(shape), Arrays.copyOfRange(data.floats(), from * width, (from + count) * width));
    }

    /** A column of [n, m], as [n]; of a vector the vector. */
    static TensorData column(TensorData data, int column) {
        return data.shape().numDimensions() < 2 ? data : vector(rows(transposed(data), column, 1));
    }

    private static TensorData vector(TensorData data) {
        return TensorData.of(Shape.of(data.floats().length), data.floats());
    }

    /** Tensors whose names begin so, without that beginning. */
    static Map<String, TensorData> under(Map<String, TensorData> tensors, String prefix) {
        Map<String, TensorData> found = new TreeMap<>();
        tensors.forEach((name, data) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), data);
            }
        });
        return found;
    }

    /**
     * A 1 at each row's label.
     *
     * @param tensors among them {@code labels}, [batch]
     * @return [batch, classes]
     * @throws DataException if there are no labels, or one is no class
     */
    static TensorData oneHot(Map<String, TensorData> tensors, int classes) {
        long[] labels = integers(tensors, "labels").longs();
        float[] values = new float[labels.length * classes];
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new DataException(
                        "labels",
                        "hold " + labels[row] + ", and there are " + classes + " classes",
                        "Get the file again");
            }
            values[row * classes + (int) labels[row]] = 1;
        }
        return TensorData.of(Shape.of(labels.length, classes), values);
    }

    /**
     * The batch of {@code input_ids}, {@code attention_mask} and, where the family has it, {@code token_type_ids}, each [batch,
     * sequence].
     *
     * @throws DataException if one of the first two is missing
     */
    static TokenBatch batch(Map<String, TensorData> tensors) {
        TensorData ids = integers(tensors, "input_ids");
        long[] mask = integers(tensors, "attention_mask").longs();
        float[] floats = new float[mask.length];
        for (int i = 0; i < mask.length; i++) {
            floats[i] = mask[i];
        }
        return new TokenBatch(
                Math.toIntExact(ids.shape().get(0)),
                Math.toIntExact(ids.shape().get(1)),
                ints(ids),
                tensors.containsKey("token_type_ids")
                        ? ints(integers(tensors, "token_type_ids"))
                        : new int[mask.length],
                floats);
    }

    private static TensorData integers(Map<String, TensorData> tensors, String name) {
        TensorData data = tensors.get(name);
        if (data == null || !data.integer()) {
            throw new DataException(
                    name,
                    data == null ? "is missing beside " + tensors.keySet() : "holds no integers",
                    "Get the file again");
        }
        return data;
    }

    private static int[] ints(TensorData data) {
        return Arrays.stream(data.longs()).mapToInt(Math::toIntExact).toArray();
    }
}
