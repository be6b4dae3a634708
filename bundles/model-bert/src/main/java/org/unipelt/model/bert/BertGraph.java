package org.unipelt.model.bert;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Half;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Parts;
import org.unipelt.api.family.Scores;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.SiteKind;

/** Draws one forward pass. */
final class BertGraph {
    private final BertConfig config;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Norms norms;
    private final Parts parts;

    BertGraph(BertConfig config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.norms = new Norms(tf, config.epsilon());
        this.parts = new Parts(config.half(), BertNames::part, tf, norms, weights, sites);
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = parts.rows(BertNames.WORDS, inputs.ids());
        Sites.Sequence sequence = parts.embed(
                new Sites.Sequence(words, types(inputs), inputs.mask(), counted(inputs), 0, 0), this::normed);
        Operand<TFloat32> padding = Masks.padding(tf, sequence.mask());
        List<Operand<TFloat32>> states =
                parts.layers(sequence.states(), (layer, x) -> layer(layer, x, padding), UnaryOperator.identity());
        Operand<TFloat32> last = states.get(config.layers());
        BertHeads heads = new BertHeads(
                config, tf, norms, weights, last, first(sequence.first(), last), pooler(sequence.first(), last));
        return new ModelOutputs(states, sequence.mask(), sequence.first(), heads.named());
    }

    /** The sum of words, positions and types, normed. */
    private Operand<TFloat32> normed(Sites.Sequence sequence) {
        Operand<TFloat32> types = parts.rows(BertNames.TYPES, sequence.typeIds());
        Operand<TFloat32> sum = tf.math.add(tf.math.add(sequence.states(), types), positions(sequence));
        return dropout(parts.norm(Half.OUTSIDE, SiteKind.EMBEDDING_NORM, sum));
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
        Operand<TFloat32> y = parts.linear(layer, SiteKind.ATTENTION_OUTPUT, attend(layer, x, padding));
        Operand<TFloat32> a = parts.residual(layer, SiteKind.ATTENTION_BLOCK, SiteKind.ATTENTION_NORM, dropout(y), x);
        Operand<TFloat32> outer = parts.linear(layer, SiteKind.FFN_OUT, parts.activated(layer, a, config.activation()));
        return parts.residual(layer, SiteKind.FFN_BLOCK, SiteKind.FFN_NORM, dropout(outer), a);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Operand<TFloat32> padding) {
        List<Operand<TFloat32>> projected =
                parts.linear(layer, List.of(SiteKind.QUERY, SiteKind.KEY, SiteKind.VALUE), x);
        return parts.attention(
                layer,
                SiteKind.KEY_VALUE,
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

    /** The state of the token that stands for the text, [batch, hidden]. */
    private Supplier<Operand<TFloat32>> first(int place, Operand<TFloat32> last) {
        return () -> tf.squeeze(Scores.at(tf, last, place), Squeeze.axis(List.of(1L)));
    }

    /** W h + b of the token that stands for the text, [batch, hidden]. */
    private Supplier<Operand<TFloat32>> pooler(int place, Operand<TFloat32> last) {
        return () -> {
            Operand<TFloat32> pooled = parts.linear(Half.OUTSIDE, SiteKind.POOLER, Scores.at(tf, last, place));
            return tf.squeeze(pooled, Squeeze.axis(List.of(1L)));
        };
    }

    private Operand<TFloat32> dropout(Operand<TFloat32> x) {
        return scope.dropout(x, config.hiddenDropout());
    }
}
