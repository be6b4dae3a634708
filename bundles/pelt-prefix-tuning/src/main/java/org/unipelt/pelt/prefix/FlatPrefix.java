package org.unipelt.pelt.prefix;

import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/**
 * Keys and values that are trained themselves.
 *
 * @param length how many
 */
record FlatPrefix(int length) implements Prefix {

    /** As the embeddings of BERT and GPT-2 start. */
    private static final Initializer SMALL = Initializer.normal(0.02);

    @Override
    public Parameter declare(String half, Site site, Weights weights) {
        return weights.parameter(half, Shape.of(length, site.outputSize()), SMALL);
    }
}
