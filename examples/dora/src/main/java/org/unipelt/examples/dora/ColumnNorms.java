package org.unipelt.examples.dora;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Site;

/** The Euclidean norms of a frozen map's columns, one for each output: the magnitudes that the map has already. */
record ColumnNorms(Site site) implements Initializer {

    /** Ones: without a base model there are no columns. */
    @Override
    public void fill(float[] values, Shape shape, RandomGenerator random) {
        Arrays.fill(values, 1f);
    }

    @Override
    public void fill(float[] values, Shape shape, RandomGenerator random, Base base) {
        float[] weight = base.weight(site);
        double[] squares = new double[values.length];
        for (int i = 0; i < weight.length; i++) {
            squares[i % values.length] += (double) weight[i] * weight[i];
        }
        for (int column = 0; column < values.length; column++) {
            values[column] = (float) Math.sqrt(squares[column]);
        }
    }
}
