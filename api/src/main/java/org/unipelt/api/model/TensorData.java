package org.unipelt.api.model;

import java.util.Arrays;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor's numbers in Java: float32 or int64, row-major. The arrays are those that were given, and not to be changed.
 *
 * @param shape the dimensions; empty for a scalar
 * @param floats the values of a float tensor, else null
 * @param longs the values of an integer tensor, else null
 */
@ProviderType
public record TensorData(Shape shape, float[] floats, long[] longs) {
    public TensorData {
        if ((floats == null) == (longs == null)) {
            throw new IllegalArgumentException(
                    "a tensor holds floats or longs: give one of both, and null for the other");
        }
        int length = floats == null ? longs.length : floats.length;
        if (shape.size() != length) {
            throw new IllegalArgumentException(
                    length + " values do not fill the shape " + shape + ", which holds " + shape.size());
        }
    }

    /** A float tensor. */
    public static TensorData of(Shape shape, float[] values) {
        return new TensorData(shape, values, null);
    }

    /** An integer tensor. */
    public static TensorData of(Shape shape, long[] values) {
        return new TensorData(shape, null, values);
    }

    /** Whether the values are integers. */
    public boolean integer() {
        return longs != null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorData t
                && shape.equals(t.shape)
                && Arrays.equals(floats, t.floats)
                && Arrays.equals(longs, t.longs);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(floats) + Arrays.hashCode(longs);
    }
}
