package org.unipelt.model.t5;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Half;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Parts;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Draws the encoder or the decoder. */
final class T5Half {
    private final T5Config config;
    private final Stage stage;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Parts parts;

    /** What a half gives: its states, and what it read. */
    record Read(List<Operand<TFloat32>> states, Sites.Sequence sequence) {
        Operand<TFloat32> last() {
            return states.get(states.size() - 1);
        }
    }

    T5Half(T5Config config, Stage stage, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.stage = stage;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.parts = new Parts(
                config.half(stage),
                new T5Names(config.gated())::part,
                tf,
                new Norms(tf, config.epsilon()),
                weights,
                sites);
    }

    /** @param encoder what the decoder looks at; null for the encoder */
    Read draw(Operand<TInt32> ids, Operand<TInt32> typeIds, Operand<TFloat32> mask, Read encoder) {
        Operand<TFloat32> words = parts.rows(T5Names.WORDS, ids);
        // positions are not added but looked at by the attention
        Sites.Sequence sequence =
                parts.embed(new Sites.Sequence(words, typeIds, mask, mask, 0, 0), spelled -> dropout(spelled.states()));
        PlaceBias relative = PlaceBias.of(tf, config, stage, weights.get(T5Names.relative(stage)), sequence);
        Operand<TFloat32> bias = relative.own(0);
        Operand<TFloat32> padding =
                encoder == null ? null : Masks.padding(tf, encoder.sequence().mask());
        List<Operand<TFloat32>> states = parts.layers(
                sequence.states(),
                (layer, x) -> {
                    Operand<TFloat32> read = selfAttention(layer, x, bias, relative);
                    return feedForward(
                            layer, encoder == null ? read : crossAttention(layer, read, encoder.last(), padding));
                },
                x -> dropout(parts.norm(Half.OUTSIDE, SiteKind.OUTPUT_NORM, x)));
        return new Read(states, sequence);
    }

    private Operand<TFloat32> selfAttention(
            int layer, Operand<TFloat32> x, Operand<TFloat32> bias, PlaceBias relative) {
        Operand<TFloat32> normed = parts.norm(layer, SiteKind.ATTENTION_NORM, x);
        List<Operand<TFloat32>> projected =
                parts.linear(layer, List.of(SiteKind.QUERY, SiteKind.KEY, SiteKind.VALUE), normed);
        Operand<TFloat32> attended = parts.attention(layer, SiteKind.KEY_VALUE, attention(projected, bias, relative));
        return residual(layer, SiteKind.ATTENTION_BLOCK, parts.linear(layer, SiteKind.ATTENTION_OUTPUT, attended), x);
    }

    private Operand<TFloat32> crossAttention(
            int layer, Operand<TFloat32> x, Operand<TFloat32> encoded, Operand<TFloat32> padding) {
        Operand<TFloat32> normed = parts.norm(layer, SiteKind.CROSS_ATTENTION_NORM, x);
        List<Operand<TFloat32>> projected = new ArrayList<>();
        projected.add(parts.linear(layer, SiteKind.CROSS_QUERY, normed));
        projected.addAll(parts.linear(layer, List.of(SiteKind.CROSS_KEY, SiteKind.CROSS_VALUE), encoded));
        Operand<TFloat32> attended =
                parts.attention(layer, SiteKind.CROSS_KEY_VALUE, attention(projected, padding, null));
        return residual(
                layer,
                SiteKind.CROSS_ATTENTION_BLOCK,
                parts.linear(layer, SiteKind.CROSS_ATTENTION_OUTPUT, attended),
                x);
    }

    /** @param projected queries, keys and values */
    private Sites.Attention attention(List<Operand<TFloat32>> projected, Operand<TFloat32> bias, PlaceBias relative) {
        return new Sites.Attention(
                projected.get(0),
                projected.get(1),
                projected.get(2),
                config.heads(),
                config.heads(),
                1,
                bias,
                relative,
                config.dropout());
    }

    private Operand<TFloat32> feedForward(int layer, Operand<TFloat32> x) {
        Operand<TFloat32> normed = parts.norm(layer, SiteKind.FFN_NORM, x);
        Operand<TFloat32> inner = config.gated()
                ? parts.gated(layer, normed, config.activation())
                : parts.activated(layer, normed, config.activation());
        return residual(layer, SiteKind.FFN_BLOCK, parts.linear(layer, SiteKind.FFN_OUT, dropout(inner)), x);
    }

    private Operand<TFloat32> residual(int layer, SiteKind block, Operand<TFloat32> y, Operand<TFloat32> x) {
        return parts.residual(layer, block, dropout(y), x);
    }

    private Operand<TFloat32> dropout(Operand<TFloat32> x) {
        return scope.dropout(x, config.dropout());
    }
}
