package org.unipelt.checkpoints;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.options.Nearest;

/** A checkpoint of any format, its files open until it is closed. */
final class FileCheckpoint implements Checkpoint {
    private final String shown;
    private final String format;
    private final SortedMap<String, StoredTensor> tensors;
    private final List<FileView> files;
    private final TensorCopy copy = new TensorCopy();

    FileCheckpoint(String shown, String format, SortedMap<String, StoredTensor> tensors, List<FileView> files) {
        this.shown = shown;
        this.format = format;
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
    public String format() {
        return format;
    }

    @Override
    public String numberFormat(String name) {
        return tensor(name).format();
    }

    @Override
    public float[] read(String name, boolean transpose) {
        Shape shape = shape(name);
        if (shape.size() > FileView.LONGEST_ARRAY) {
            throw new DataException(
                    shown,
                    "tensor '" + name + "' holds " + shape.size() + " numbers, more than an array of Java's can",
                    "Split the tensor into smaller ones");
        }
        float[] values = new float[(int) shape.size()];
        read(name, transpose, 0, Checkpoint.columns(shape, transpose), DataBuffers.of(values, false, false));
        return values;
    }

    // One at a time: the tiles are shared.
    @Override
    public synchronized void read(
            String name, boolean transpose, long firstColumn, long columns, FloatDataBuffer into) {
        StoredTensor tensor = tensor(name);
        if (transpose && tensor.shape().numDimensions() != 2) {
            throw new IllegalArgumentException(name + " is no matrix: " + tensor.shape());
        }
        long all = Checkpoint.columns(tensor.shape(), transpose);
        Objects.checkFromIndexSize(firstColumn, columns, all);
        if (tensor.shape().size() == 0) {
            return;
        }
        long rows = tensor.shape().size() / all;
        if (transpose == tensor.transposed()) {
            copy.straight(numbers(name, tensor), rows, all, firstColumn, columns, into);
        } else {
            copy.turned(numbers(name, tensor), rows, firstColumn, columns, into);
        }
    }

    @Override
    public synchronized boolean copies(String one, String other) {
        StoredTensor tensor = tensor(one);
        StoredTensor copied = tensor(other);
        return tensor.shape().equals(copied.shape())
                && tensor.transposed() == copied.transposed()
                && copy.copies(
                        tensor.numbers().get(),
                        copied.numbers().get(),
                        tensor.shape().size());
    }

    private Numbers numbers(String name, StoredTensor tensor) {
        return tensor.numbers().get().finite(shown, name);
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
}
