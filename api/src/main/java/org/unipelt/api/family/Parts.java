package org.unipelt.api.family;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/**
 * Draws the parts of a half at its sites, by the names that a family has for their weights: what all families do alike. States
 * are [batch, sequence, hidden]; a layer is its number from 0, {@link Half#OUTSIDE} for what stands outside the layers.
 */
@ProviderType
public final class Parts {
    private final Half half;
    private final Function<Site, Optional<String>> names;
    private final Ops tf;
    private final Norms norms;
    private final FrozenWeights weights;
    private final Sites sites;

    /** @param names the part at a site, of which {@link WeightNames#weight} and {@link WeightNames#bias} are the weights */
    public Parts(
            Half half,
            Function<Site, Optional<String>> names,
            Ops tf,
            Norms norms,
            FrozenWeights weights,
            Sites sites) {
        this.half = half;
        this.names = names;
        this.tf = tf;
        this.norms = norms;
        this.weights = weights;
        this.sites = sites;
    }

    /** Draws a layer on the states that it reads. */
    @ConsumerType
    @FunctionalInterface
    public interface Layer {
        /** The states that it gives. */
        Operand<TFloat32> draw(int number, Operand<TFloat32> states);
    }

    /** Rows of a table, such as the words' embeddings: [batch, sequence, hidden]. */
    public Operand<TFloat32> rows(String table, Operand<TInt32> numbers) {
        return tf.gather(weights.get(table), numbers, tf.constant(0));
    }

    /**
     * What the first layer reads, with virtual tokens beside it.
     *
     * @param words the words' embeddings
     * @param embed what the family makes of them: adds positions, norms them
     */
    public Sites.Sequence embed(Sites.Sequence words, Function<Sites.Sequence, Operand<TFloat32>> embed) {
        Sites.Sequence spelled = sites.embeddings(site(Half.OUTSIDE, SiteKind.EMBEDDINGS), words);
        return sites.embeddings(
                site(Half.OUTSIDE, SiteKind.EMBEDDING_OUTPUT), spelled.withStates(embed.apply(spelled)));
    }

    /**
     * The states that the first layer reads, and those that each layer gives.
     *
     * @param end what follows the last layer, a norm as a rule; the last states are what it gives
     */
    public List<Operand<TFloat32>> layers(Operand<TFloat32> first, Layer layer, UnaryOperator<Operand<TFloat32>> end) {
        List<Operand<TFloat32>> states = new ArrayList<>();
        Operand<TFloat32> state = first;
        for (int number = 0; number < half.layers(); number++) {
            states.add(state);
            state = layer.draw(number, state);
        }
        states.add(end.apply(state));
        return states;
    }

    /** A linear map. */
    public Operand<TFloat32> linear(int layer, SiteKind kind, Operand<TFloat32> x) {
        return linear(layer, List.of(kind), x).get(0);
    }

    /** The linear maps that read the same input. */
    public List<Operand<TFloat32>> linear(int layer, List<SiteKind> kinds, Operand<TFloat32> x) {
        return sites.linear(
                x, kinds.stream().map(kind -> map(site(layer, kind))).toList());
    }

    /** What the feed-forward network has between its maps: the activation of FFN_IN. */
    public Operand<TFloat32> activated(int layer, Operand<TFloat32> x, Activation activation) {
        return sites.activated(x, map(site(layer, SiteKind.FFN_IN)), activation);
    }

    /** What a gated one has there: the activation of FFN_GATE times FFN_IN (Shazeer 2020, arXiv 2002.05202). */
    public Operand<TFloat32> gated(int layer, Operand<TFloat32> x, Activation activation) {
        List<Operand<TFloat32>> both = linear(layer, List.of(SiteKind.FFN_IN, SiteKind.FFN_GATE), x);
        return tf.math.mul(activation.draw(tf, both.get(1)), both.get(0));
    }

    /** What the queries read of the values. */
    public Operand<TFloat32> attention(int layer, SiteKind kind, Sites.Attention attention) {
        return sites.attention(site(layer, kind), attention);
    }

    /** A norm: LayerNorm where the half has biases, else the one by the root of the mean square. */
    public Operand<TFloat32> norm(int layer, SiteKind kind, Operand<TFloat32> x) {
        Site site = site(layer, kind);
        String part = part(site);
        Operand<TFloat32> bias = bias(site, part);
        Operand<TFloat32> weight = weights.get(WeightNames.weight(part));
        return sites.norm(site, bias == null ? norms.rmsNorm(x, weight) : norms.layerNorm(x, weight, bias), bias);
    }

    /** The sum of a block's output y and what the block read, x. */
    public Operand<TFloat32> residual(int layer, SiteKind block, Operand<TFloat32> y, Operand<TFloat32> x) {
        return residual(layer, block, y, x, UnaryOperator.identity());
    }

    /** The same with a norm behind the sum. */
    public Operand<TFloat32> residual(
            int layer, SiteKind block, SiteKind norm, Operand<TFloat32> y, Operand<TFloat32> x) {
        return residual(layer, block, y, x, sum -> norm(layer, norm, sum));
    }

    private Operand<TFloat32> residual(
            int layer,
            SiteKind block,
            Operand<TFloat32> y,
            Operand<TFloat32> x,
            UnaryOperator<Operand<TFloat32>> norm) {
        return norm.apply(tf.math.add(sites.block(site(layer, block), y, x, norm), x));
    }

    /**
     * What a decoder without an encoder gives: its states, the scores of words, and those of classes by the last token where
     * the checkpoint has a classifier.
     *
     * @param sequence what the first layer read
     * @param words the table of the words that are scored, [vocabulary, hidden]
     * @param classifier the weight of the classifier, [hidden, classes]
     */
    public ModelOutputs outputs(
            List<Operand<TFloat32>> states, Sites.Sequence sequence, String words, String classifier) {
        Operand<TFloat32> last = states.get(half.layers());
        Map<String, Supplier<Operand<TFloat32>>> named = new HashMap<>();
        if (weights.has(words)) {
            named.putAll(Scores.named(tf, () -> last, () -> weights.get(words)));
        }
        if (weights.has(classifier)) {
            named.put(
                    ModelOutputs.CLASSIFICATION_LOGITS,
                    new Once(() ->
                            tf.linalg.matMul(Masks.lastToken(tf, last, sequence.mask()), weights.get(classifier))));
        }
        return new ModelOutputs(states, sequence.mask(), sequence.first(), named);
    }

    private Sites.LinearMap map(Site site) {
        String part = part(site);
        return new Sites.LinearMap(site, weights.get(WeightNames.weight(part)), bias(site, part));
    }

    private Operand<TFloat32> bias(Site site, String part) {
        return site.biased() ? weights.get(WeightNames.bias(part)) : null;
    }

    private Site site(int layer, SiteKind kind) {
        return half.site(layer, kind);
    }

    private String part(Site site) {
        return names.apply(site).orElseThrow();
    }
}
