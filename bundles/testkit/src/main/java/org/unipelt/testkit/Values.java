package org.unipelt.testkit;

import java.util.Random;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * What is fed to a {@link DrawnGraph}.
 *
 * @param data numbers in row-major order; kept, not copied, so that a test may move one and compute again
 * @param shape all dimensions, none for a single number
 */
@ProviderType
public record Values(double[] data, long... shape) {
    public Values {
        if (Shape.of(shape).size() != data.length) {
            throw new IllegalArgumentException(data.length + " numbers do not fill the shape " + Shape.of(shape));
        }
    }

    /**
     * Normal numbers around 0 with this standard deviation, rounded to floats, so that a graph and a test that computes in
     * double precision start from the same ones.
     */
    public static Values random(long seed, double deviation, long... shape) {
        Random random = new Random(seed);
        double[] data = new double[(int) Shape.of(shape).size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (random.nextGaussian() * deviation);
        }
        return new Values(data, shape);
    }

    Tensor tensor() {
        float[] floats = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            floats[i] = (float) data[i];
        }
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(floats));
    }
}
