package org.unipelt.testkit;

import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;

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

    /** What a parameter starts with, by a base model whose linear maps have these weights [inputSize, outputSize]. */
    public static Values initial(Parameter parameter, long seed, Map<Site, Values> maps) {
        float[] floats = new float[(int) parameter.size()];
        parameter.initializer().fill(floats, parameter.shape(), new Random(seed), new MapsAlone(maps));
        return new Values(doubles(floats), parameter.shape().asArray());
    }

    private static double[] doubles(float[] floats) {
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    Tensor tensor() {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(floats()));
    }

    float[] floats() {
        float[] floats = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }
}
