package org.unipelt.api.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;

/** Named tensors on disk. Names and layout are those of Hugging Face: a linear weight is [out, in], whatever the file says. */
@ProviderType
public interface Checkpoint extends AutoCloseable {

    /** All tensor names. */
    Set<String> names();

    /** The shape of a tensor. */
    Shape shape(String name);

    /** What the files are, as people call it: {@code safetensors}. */
    default String format() {
        return "unknown";
    }

    /** The format that a tensor's numbers are stored in, as safetensors names it: {@code F32}, {@code BF16}. */
    default String numberFormat(String name) {
        return "F32";
    }

    /**
     * The values of a tensor as float32, row-major; other number formats are converted.
     *
     * @param name one of {@link #names()}
     * @param transpose whether to give [in, out] for a matrix that is [out, in]
     * @throws org.unipelt.api.DataException if the file is broken or a value is not a number
     */
    float[] read(String name, boolean transpose);

    /**
     * Writes the values of some columns of a tensor as float32, row-major, straight into memory; a checkpoint on disk does it
     * piece by piece, so that a tensor is never there twice.
     *
     * @param name one of {@link #names()}
     * @param transpose whether to take a matrix that is [out, in] as [in, out]
     * @param firstColumn where the columns begin in the last dimension, after transposing
     * @param columns how many columns
     * @param into where to write, from its start on
     * @throws org.unipelt.api.DataException if the file is broken or a value is not a number
     * @throws IndexOutOfBoundsException if the tensor has no such columns
     */
    default void read(String name, boolean transpose, long firstColumn, long columns, FloatDataBuffer into) {
        float[] values = read(name, transpose);
        int stored = Math.toIntExact(columns(shape(name), transpose));
        int first = Math.toIntExact(firstColumn);
        int width = Math.toIntExact(columns);
        Objects.checkFromIndexSize(first, width, stored);
        for (int row = 0; stored > 0 && row < values.length / stored; row++) {
            into.offset((long) row * width).write(values, row * stored + first, width);
        }
    }

    /**
     * Whether two tensors are copies of each other: of one shape, with the same numbers, and these not all alike as in a norm or
     * bias that was never trained.
     */
    default boolean copies(String one, String other) {
        if (!shape(one).equals(shape(other))) {
            return false;
        }
        float[] values = read(one, false);
        if (!Arrays.equals(values, read(other, false))) {
            return false;
        }
        for (float value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    /**
     * The tensors that a model does not read although they look as if they were for it. Left out are copies of tensors that it
     * does read: where input and output embeddings are tied, some tools save both.
     *
     * @param weights what the model reads
     * @return their names, sorted
     */
    default List<String> unexpected(Collection<BaseWeight> weights) {
        Set<String> read = weights.stream().map(BaseWeight::source).collect(Collectors.toSet());
        return names().stream()
                .filter(name -> !read.contains(name))
                .filter(name -> read.stream().noneMatch(other -> copies(name, other)))
                .sorted()
                .toList();
    }

    @Override
    void close();

    /**
     * How long the last dimension of a tensor is.
     *
     * @param shape the tensor's shape
     * @param transpose whether it is taken as [in, out] where it is [out, in]
     */
    static long columns(Shape shape, boolean transpose) {
        if (shape.numDimensions() == 0) {
            return 1;
        }
        return shape.get(transpose ? 0 : shape.numDimensions() - 1);
    }
}
