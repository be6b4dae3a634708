package org.unipelt.checkpoints;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.options.Nearest;

/** A checkpoint of any format, its files open until it is closed. */
final class FileCheckpoint implements Checkpoint {
    /** A square of this side stays in the fastest cache while it is turned. */
    private static final int BLOCK = 32;

    private final String shown;
    private final SortedMap<String, StoredTensor> tensors;
    private final List<FileView> files;

    FileCheckpoint(String shown, SortedMap<String, StoredTensor> tensors, List<FileView> files) {
        this.shown = shown;
        this.tensors = tensors;
        this.files = List.copyOf(files);
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Shape shape(String name) {
        return tensor(name).shape();
    }

    @Override
    public float[] read(String name, boolean transpose) {
        StoredTensor tensor = tensor(name);
        if (transpose && tensor.shape().numDimensions() != 2) {
            throw new IllegalArgumentException(name + " is no matrix: " + tensor.shape());
        }
        float[] values = tensor.values().get();
        FiniteNumbers.check(values, shown, name);
        if (transpose == tensor.transposed()) {
            return values;
        }
        int out = (int) tensor.shape().get(0);
        int in = (int) tensor.shape().get(1);
        return transpose ? transposed(values, out, in) : transposed(values, in, out);
    }

    @Override
    public void close() {
        files.forEach(FileView::close);
    }

    private StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            String hint = Nearest.to(name, tensors.keySet())
                    .map(near -> "Did you mean '" + near + "'?")
                    .orElse("Check that the model is of the family that you expect");
            throw new DataException(shown, "has no tensor '" + name + "'", hint);
        }
        return tensor;
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] turned = new float[values.length];
        for (int row = 0; row < rows; row += BLOCK) {
            for (int column = 0; column < columns; column += BLOCK) {
                turnBlock(values, turned, rows, columns, row, column);
            }
        }
        return turned;
    }

    private static void turnBlock(float[] values, float[] turned, int rows, int columns, int row, int column) {
        int lastRow = Math.min(row + BLOCK, rows);
        int lastColumn = Math.min(column + BLOCK, columns);
        for (int i = row; i < lastRow; i++) {
            for (int j = column; j < lastColumn; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
    }
}
