package org.unipelt.model.bert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Scores;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Draws one forward pass. */
final class BertGraph {
    private final BertConfig config;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Sites sites;
    private final Norms norms;

    BertGraph(BertConfig config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.sites = sites;
        this.norms = new Norms(tf, config.epsilon());
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = tf.gather(weights.get(BertNames.WORDS), inputs.ids(), tf.constant(0));
        Sites.Sequence spelled = sites.embeddings(
                outside(SiteKind.EMBEDDINGS),
                new Sites.Sequence(words, types(inputs), inputs.mask(), counted(inputs), 0, 0));
        Sites.Sequence sequence = sites.embeddings(
                outside(SiteKind.EMBEDDING_OUTPUT),
                new Sites.Sequence(
                        embed(spelled),
                        spelled.typeIds(),
                        spelled.mask(),
                        spelled.counted(),
                        spelled.first(),
                        spelled.position()));
        Operand<TFloat32> padding = Masks.padding(tf, sequence.mask());
        List<Operand<TFloat32>> states = new ArrayList<>();
        Operand<TFloat32> state = sequence.states();
        states.add(state);
        for (int layer = 0; layer < config.layers(); layer++) {
            state = layer(layer, state, padding);
            states.add(state);
        }
        return new ModelOutputs(
                states,
                sequence.mask(),
                sequence.first(),
                new BertHeads(
                                config,
                                tf,
                                norms,
                                weights,
                                state,
                                first(sequence.first(), state),
                                pooler(sequence.first(), state))
                        .named());
    }

    /** Words, positions and types; normed. */
    private Operand<TFloat32> embed(Sites.Sequence sequence) {
        Operand<TFloat32> types = tf.gather(weights.get(BertNames.TYPES), sequence.typeIds(), tf.constant(0));
        Operand<TFloat32> sum = tf.math.add(tf.math.add(sequence.states(), types), positions(sequence));
        return dropout(norm(outside(SiteKind.EMBEDDING_NORM), BertNames.EMBEDDINGS_NORM)
                .apply(sum));
    }

    /** BERT's one by one over the whole sequence; RoBERTa's over the tokens that are no padding. */
    private Operand<TFloat32> positions(Sites.Sequence sequence) {
        Operand<TFloat32> table = weights.get(BertNames.POSITIONS);
        if (config.padding().isPresent()) {
            return tf.gather(table, paddedPositions(sequence, config.padding().getAsInt()), tf.constant(0));
        }
        Operand<TInt32> length =
                tf.slice(tf.shape(sequence.typeIds()), tf.constant(new int[] {1}), tf.constant(new int[] {1}));
        Operand<TInt32> rows = tf.concat(List.of(length, tf.constant(new int[] {-1})), tf.constant(0));
        return tf.slice(table, tf.constant(new int[] {sequence.position(), 0}), rows);
    }

    private Operand<TInt32> paddedPositions(Sites.Sequence sequence, int padding) {
        Operand<TInt32> counted = tf.dtypes.cast(sequence.counted(), TInt32.class);
        Operand<TInt32> fromOne = tf.math.add(Masks.positions(tf, sequence), tf.constant(1));
        return tf.math.add(tf.math.mul(fromOne, counted), tf.constant(padding));
    }

    /** Where texts have no types of their own, or there is one only, all have the first. */
    private Operand<TInt32> types(ModelInputs inputs) {
        boolean own = config.variant().typed() && config.types() > 1;
        return own ? inputs.typeIds() : tf.zerosLike(inputs.typeIds());
    }

    /** Where a token has a position of its own. */
    private Operand<TFloat32> counted(ModelInputs inputs) {
        return config.padding().isPresent()
                ? tf.dtypes.cast(
                        tf.math.notEqual(
                                inputs.ids(), tf.constant(config.padding().getAsInt())),
                        TFloat32.class)
                : inputs.mask();
    }

    private Operand<TFloat32> layer(int layer, Operand<TFloat32> x, Operand<TFloat32> padding) {
        BertNames.Layer names = new BertNames.Layer(layer);
        Operand<TFloat32> attended =
                linear(layer, SiteKind.ATTENTION_OUTPUT, attend(layer, x, padding), names.attentionOutput());
        Operand<TFloat32> a = residual(
                site(layer, SiteKind.ATTENTION_BLOCK),
                dropout(attended),
                x,
                norm(site(layer, SiteKind.ATTENTION_NORM), names.attentionNorm()));
        Operand<TFloat32> inner =
                sites.activated(a, map(site(layer, SiteKind.FFN_IN), names.ffnIn()), config.activation());
        Operand<TFloat32> outer = linear(layer, SiteKind.FFN_OUT, inner, names.ffnOut());
        return residual(
                site(layer, SiteKind.FFN_BLOCK),
                dropout(outer),
                a,
                norm(site(layer, SiteKind.FFN_NORM), names.ffnNorm()));
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Operand<TFloat32> padding) {
        BertNames.Layer names = new BertNames.Layer(layer);
        List<Operand<TFloat32>> projected = sites.linear(
                x,
                List.of(
                        map(site(layer, SiteKind.QUERY), names.query()),
                        map(site(layer, SiteKind.KEY), names.key()),
                        map(site(layer, SiteKind.VALUE), names.value())));
        return sites.attention(
                site(layer, SiteKind.KEY_VALUE),
                new Sites.Attention(
                        projected.get(0),
                        projected.get(1),
                        projected.get(2),
                        config.heads(),
                        config.heads(),
                        1 / Math.sqrt(config.headSize()),
                        padding,
                        null,
                        config.attentionDropout()));
    }

    private Operand<TFloat32> residual(
            Site block, Operand<TFloat32> y, Operand<TFloat32> x, UnaryOperator<Operand<TFloat32>> norm) {
        return norm.apply(tf.math.add(sites.block(block, y, x, norm), x));
    }

    /** A norm with its contributions: what stands behind a sum, and what a block's contribution may read through. */
    private UnaryOperator<Operand<TFloat32>> norm(Site site, String part) {
        Operand<TFloat32> bias = weights.get(BertNames.bias(part));
        return x -> sites.norm(site, norms.layerNorm(x, weights.get(BertNames.weight(part)), bias), bias);
    }

    /** The state of the token that stands for the text, [batch, hidden]. */
    private Supplier<Operand<TFloat32>> first(int place, Operand<TFloat32> last) {
        return () -> tf.squeeze(Scores.at(tf, last, place), Squeeze.axis(List.of(1L)));
    }

    /** W h + b of the token that stands for the text, [batch, hidden]. */
    private Supplier<Operand<TFloat32>> pooler(int place, Operand<TFloat32> last) {
        return () -> {
            Sites.LinearMap map = map(outside(SiteKind.POOLER), BertNames.POOLER);
            Operand<TFloat32> token = Scores.at(tf, last, place);
            return tf.squeeze(sites.linear(token, List.of(map)).get(0), Squeeze.axis(List.of(1L)));
        };
    }

    private Operand<TFloat32> linear(int layer, SiteKind kind, Operand<TFloat32> x, String part) {
        return sites.linear(x, List.of(map(site(layer, kind), part))).get(0);
    }

    private Sites.LinearMap map(Site site, String part) {
        return new Sites.LinearMap(site, weights.get(BertNames.weight(part)), weights.get(BertNames.bias(part)));
    }

    private Operand<TFloat32> dropout(Operand<TFloat32> x) {
        return scope.dropout(x, config.hiddenDropout());
    }

    private Site site(int layer, SiteKind kind) {
        return BertSites.site(config, layer, kind);
    }

    private Site outside(SiteKind kind) {
        return BertSites.site(config, BertSites.OUTSIDE, kind);
    }
}
