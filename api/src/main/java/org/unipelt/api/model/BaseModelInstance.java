package org.unipelt.api.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;

/** One architecture of a family: what it needs from a checkpoint, where its sites are, how its graph is drawn. Immutable. */
@ConsumerType
public interface BaseModelInstance {

    /** The sizes that others need. */
    ModelShape shape();

    /** Every site, in the order of the computation. */
    List<Site> sites();

    /**
     * The weights to load from a checkpoint that holds these names; optional parts (heads) only where they are there.
     *
     * @throws org.unipelt.api.DataException if a weight is missing: lists all of them
     */
    List<BaseWeight> weights(Set<String> names);

    /**
     * What the model's own library calls the part at a site, without a prefix for the whole: {@code
     * encoder.layer.0.attention.self.query}. Files of peft and adapters name their targets so.
     *
     * @return empty where no part stands for the site
     */
    default Optional<String> module(Site site) {
        return Optional.empty();
    }

    /** How the model writes text; empty for one that only reads. */
    default Optional<Writing> writing() {
        return Optional.empty();
    }

    /**
     * Whether each position has a trained vector of its own, so that none is there behind {@link ModelShape#maximumLength}; false
     * where positions are computed or relative, and longer texts can be read.
     */
    default boolean learnedPositions() {
        return false;
    }

    /**
     * How a head reads a sentence off the last hidden states where the checkpoint does not say it: at the {@code last} token in
     * a model that writes, which has seen the others there.
     */
    default Optional<String> pooling() {
        return writing().map(writes -> "last");
    }

    /**
     * Draws the forward pass once.
     *
     * @param scope the graph
     * @param weights the frozen weights, by {@link BaseWeight#name()}
     * @param sites what to call at every site
     * @param inputs the batch
     */
    ModelOutputs draw(GraphScope scope, FrozenWeights weights, Sites sites, ModelInputs inputs);

    /**
     * A frozen weight.
     *
     * @param name the family's own name for it
     * @param source its name in the checkpoint
     * @param shape its shape in the graph: a linear map from n to m features is [n, m]; a dimension that is not known is the
     *     checkpoint's
     * @param transposed whether the checkpoint holds it as [m, n]
     * @param firstColumn where its columns begin in the checkpoint's tensor, seen in the graph's layout, where several maps are
     *     stored side by side as one; {@link #WHOLE} where the tensor is this weight alone
     */
    @ProviderType
    record BaseWeight(String name, String source, Shape shape, boolean transposed, int firstColumn) {
        /** The tensor is one weight. */
        public static final int WHOLE = -1;

        /** A weight that is a tensor of the checkpoint. */
        public BaseWeight(String name, String source, Shape shape, boolean transposed) {
            this(name, source, shape, transposed, WHOLE);
        }
    }

    /** The frozen weights in the graph. */
    @ProviderType
    interface FrozenWeights {
        /** The weight in its graph shape. */
        Operand<TFloat32> get(String name);

        /** Whether the checkpoint had this optional weight. */
        boolean has(String name);
    }
}
