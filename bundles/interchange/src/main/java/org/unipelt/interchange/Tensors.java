package org.unipelt.interchange;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** Arithmetic on tensors in Java; all are float32, row-major. */
final class Tensors {
    private Tensors() {}

    /** [m, n] for [n, m]. */
    static TensorData transposed(TensorData matrix) {
        int rows = size(matrix, 0);
        int columns = size(matrix, 1);
        float[] turned = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = matrix.floats()[i * columns + j];
            }
        }
        return TensorData.of(Shape.of(columns, rows), turned);
    }

    /** The same numbers in another shape. */
    static TensorData shaped(TensorData tensor, long... dimensions) {
        return TensorData.of(Shape.of(dimensions), tensor.floats());
    }

    static TensorData ones(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return TensorData.of(Shape.of(size), ones);
    }

    /** Row i of a matrix, as a vector. */
    static TensorData row(TensorData matrix, int i) {
        int columns = size(matrix, 1);
        return TensorData.of(Shape.of(columns), Arrays.copyOfRange(matrix.floats(), i * columns, (i + 1) * columns));
    }

    /** Matrices of one width, one below the other. */
    static TensorData stacked(List<TensorData> matrices) {
        int width = size(matrices.get(0), 1);
        int rows = matrices.stream().mapToInt(matrix -> size(matrix, 0)).sum();
        float[] all = new float[rows * width];
        int at = 0;
        for (TensorData matrix : matrices) {
            System.arraycopy(matrix.floats(), 0, all, at, matrix.floats().length);
            at += matrix.floats().length;
        }
        return TensorData.of(Shape.of(rows, width), all);
    }

    /** Rows from (inclusive) to to (exclusive) of a matrix, or elements of a vector. */
    static TensorData rows(TensorData tensor, int from, int to) {
        int width = tensor.shape().numDimensions() == 1 ? 1 : size(tensor, 1);
        float[] part = Arrays.copyOfRange(tensor.floats(), from * width, to * width);
        return TensorData.of(
                tensor.shape().numDimensions() == 1 ? Shape.of(to - from) : Shape.of(to - from, width), part);
    }

    /** Columns from (inclusive) to to (exclusive) of a matrix. */
    static TensorData columns(TensorData matrix, int from, int to) {
        int rows = size(matrix, 0);
        int columns = size(matrix, 1);
        float[] part = new float[rows * (to - from)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(matrix.floats(), i * columns + from, part, i * (to - from), to - from);
        }
        return TensorData.of(Shape.of(rows, to - from), part);
    }

    /** a - b, element by element. */
    static TensorData difference(TensorData a, float[] b) {
        float[] difference = new float[b.length];
        for (int i = 0; i < b.length; i++) {
            difference[i] = a.floats()[i] - b[i];
        }
        return TensorData.of(a.shape(), difference);
    }

    /** a + b, element by element. */
    static TensorData sum(TensorData a, float[] b) {
        float[] sum = new float[b.length];
        for (int i = 0; i < b.length; i++) {
            sum[i] = a.floats()[i] + b[i];
        }
        return TensorData.of(a.shape(), sum);
    }

    /** x W^T + b with sums in double: W [out, in] as torch keeps it. */
    static TensorData linear(TensorData x, TensorData weight, TensorData bias) {
        int rows = size(x, 0);
        int in = size(x, 1);
        int out = size(weight, 0);
        float[] y = new float[rows * out];
        for (int i = 0; i < rows; i++) {
            for (int o = 0; o < out; o++) {
                double sum = bias.floats()[o];
                for (int k = 0; k < in; k++) {
                    sum += (double) x.floats()[i * in + k] * weight.floats()[o * in + k];
                }
                y[i * out + o] = (float) sum;
            }
        }
        return TensorData.of(Shape.of(rows, out), y);
    }

    static TensorData tanh(TensorData x) {
        float[] y = new float[x.floats().length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) Math.tanh(x.floats()[i]);
        }
        return TensorData.of(x.shape(), y);
    }

    static int size(TensorData tensor, int dimension) {
        return Math.toIntExact(tensor.shape().get(dimension));
    }
}
