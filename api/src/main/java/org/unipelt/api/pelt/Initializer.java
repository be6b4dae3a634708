package org.unipelt.api.pelt;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.ndarray.Shape;

/** Gives a parameter its values before training. The same generator state must give the same values. */
@ConsumerType
@FunctionalInterface
public interface Initializer {

    /**
     * Fills the values, in row-major order.
     *
     * @param values as many as the shape holds, all 0
     * @param shape the parameter's shape; a map from n to m features is [n, m]
     * @param random the source of chance, seeded from the run's seed and the parameter's name
     */
    void fill(float[] values, Shape shape, RandomGenerator random);

    /**
     * Fills the values where the base model is loaded. As {@link #fill(float[], Shape, RandomGenerator)} but for initializers
     * that start from the model's own words or weights.
     */
    default void fill(float[] values, Shape shape, RandomGenerator random, Base base) {
        fill(values, shape, random);
    }

    /** What the base model holds; copies that a composition has of its weights do not count. */
    @ProviderType
    interface Base {
        /** How many words its vocabulary has. */
        int words();

        /** The ids of a text, without special tokens. */
        int[] ids(String text);

        /** The word embeddings of these ids one behind the other, each of the model's hidden size. */
        float[] embeddings(int[] ids);

        /**
         * The weight W of its linear map at a site, [inputSize, outputSize], row-major.
         *
         * @throws IllegalArgumentException if the model has no linear map there
         */
        float[] weight(Site site);
    }

    /** All 0. */
    static Initializer zeros() {
        return (values, shape, random) -> {};
    }

    /** All 1. */
    static Initializer ones() {
        return (values, shape, random) -> java.util.Arrays.fill(values, 1f);
    }

    /** Normal around 0 with this standard deviation. */
    static Initializer normal(double deviation) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * deviation);
            }
        };
    }

    /** Uniform between -bound and bound. */
    static Initializer uniform(double bound) {
        return (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        };
    }

    /**
     * Kaiming uniform (He et al. 2015, arXiv 1502.01852) for a leaky rectifier of slope a: the bound is sqrt(6 / ((1 +
     * a^2) fan_in)), fan_in being the first dimension of [in, out].
     */
    static Initializer kaimingUniform(double a) {
        return (values, shape, random) ->
                uniform(Math.sqrt(6 / ((1 + a * a) * shape.get(0)))).fill(values, shape, random);
    }
}
