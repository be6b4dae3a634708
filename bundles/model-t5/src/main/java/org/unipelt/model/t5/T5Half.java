package org.unipelt.model.t5;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Draws the encoder or the decoder. */
final class T5Half {
    private final T5Config config;
    private final Stage stage;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Sites sites;
    private final Norms norms;
    private final T5Names names;

    /** What a half gives: its states, and what it read. */
    record Read(List<Operand<TFloat32>> states, Sites.Sequence sequence) {
        Operand<TFloat32> last() {
            return states.get(states.size() - 1);
        }
    }

    /** The keys and values of an attention: where it is, what they are of, and what biases them. */
    private record Source(
            SiteKind query,
            SiteKind key,
            SiteKind value,
            SiteKind keyValue,
            Operand<TFloat32> states,
            Operand<TFloat32> bias,
            PlaceBias relative) {}

    T5Half(T5Config config, Stage stage, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.stage = stage;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.sites = sites;
        norms = new Norms(tf, config.epsilon());
        names = new T5Names(config.gated());
    }

    /** @param encoder what the decoder looks at; null for the encoder */
    Read draw(Operand<TInt32> ids, Operand<TInt32> typeIds, Operand<TFloat32> mask, Read encoder) {
        Sites.Sequence sequence = embed(ids, typeIds, mask);
        PlaceBias relative = PlaceBias.of(tf, config, stage, weights.get(T5Names.relative(stage)), sequence);
        Operand<TFloat32> bias = relative.own(0);
        Operand<TFloat32> padding =
                encoder == null ? null : Masks.padding(tf, encoder.sequence().mask());
        List<Operand<TFloat32>> states = new ArrayList<>();
        Operand<TFloat32> state = sequence.states();
        for (int layer = 0; layer < config.layers(stage); layer++) {
            states.add(state);
            state = selfAttention(layer, state, bias, relative);
            if (encoder != null) {
                state = crossAttention(layer, state, encoder.last(), padding);
            }
            state = feedForward(layer, state);
        }
        states.add(dropout(norm(site(T5Sites.OUTSIDE, SiteKind.OUTPUT_NORM), state)));
        return new Read(states, sequence);
    }

    /** The words, with virtual tokens beside them; positions are not added but looked at by the attention. */
    private Sites.Sequence embed(Operand<TInt32> ids, Operand<TInt32> typeIds, Operand<TFloat32> mask) {
        Operand<TFloat32> words = tf.gather(weights.get(T5Names.WORDS), ids, tf.constant(0));
        Sites.Sequence spelled = sites.embeddings(
                site(T5Sites.OUTSIDE, SiteKind.EMBEDDINGS), new Sites.Sequence(words, typeIds, mask, mask, 0, 0));
        return sites.embeddings(
                site(T5Sites.OUTSIDE, SiteKind.EMBEDDING_OUTPUT),
                new Sites.Sequence(
                        dropout(spelled.states()),
                        spelled.typeIds(),
                        spelled.mask(),
                        spelled.counted(),
                        spelled.first(),
                        spelled.position()));
    }

    private Operand<TFloat32> selfAttention(
            int layer, Operand<TFloat32> x, Operand<TFloat32> bias, PlaceBias relative) {
        Operand<TFloat32> normed = norm(site(layer, SiteKind.ATTENTION_NORM), x);
        Source self =
                new Source(SiteKind.QUERY, SiteKind.KEY, SiteKind.VALUE, SiteKind.KEY_VALUE, normed, bias, relative);
        Operand<TFloat32> attended = linear(layer, SiteKind.ATTENTION_OUTPUT, attend(layer, normed, self));
        return residual(site(layer, SiteKind.ATTENTION_BLOCK), attended, x);
    }

    private Operand<TFloat32> crossAttention(
            int layer, Operand<TFloat32> x, Operand<TFloat32> encoded, Operand<TFloat32> padding) {
        Operand<TFloat32> normed = norm(site(layer, SiteKind.CROSS_ATTENTION_NORM), x);
        Source cross = new Source(
                SiteKind.CROSS_QUERY,
                SiteKind.CROSS_KEY,
                SiteKind.CROSS_VALUE,
                SiteKind.CROSS_KEY_VALUE,
                encoded,
                padding,
                null);
        Operand<TFloat32> attended = linear(layer, SiteKind.CROSS_ATTENTION_OUTPUT, attend(layer, normed, cross));
        return residual(site(layer, SiteKind.CROSS_ATTENTION_BLOCK), attended, x);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Source source) {
        List<Operand<TFloat32>> projected = new ArrayList<>();
        Sites.LinearMap query = map(site(layer, source.query()));
        Sites.LinearMap key = map(site(layer, source.key()));
        Sites.LinearMap value = map(site(layer, source.value()));
        if (source.states() == x) {
            projected.addAll(sites.linear(x, List.of(query, key, value)));
        } else {
            projected.addAll(sites.linear(x, List.of(query)));
            projected.addAll(sites.linear(source.states(), List.of(key, value)));
        }
        return sites.attention(
                site(layer, source.keyValue()),
                new Sites.Attention(
                        projected.get(0),
                        projected.get(1),
                        projected.get(2),
                        config.heads(),
                        config.heads(),
                        1,
                        source.bias(),
                        source.relative(),
                        config.dropout()));
    }

    private Operand<TFloat32> feedForward(int layer, Operand<TFloat32> x) {
        Operand<TFloat32> normed = norm(site(layer, SiteKind.FFN_NORM), x);
        Operand<TFloat32> inner;
        if (config.gated()) {
            List<Operand<TFloat32>> both = sites.linear(
                    normed, List.of(map(site(layer, SiteKind.FFN_IN)), map(site(layer, SiteKind.FFN_GATE))));
            inner = tf.math.mul(config.activation().draw(tf, both.get(1)), both.get(0));
        } else {
            inner = sites.activated(normed, map(site(layer, SiteKind.FFN_IN)), config.activation());
        }
        return residual(site(layer, SiteKind.FFN_BLOCK), linear(layer, SiteKind.FFN_OUT, dropout(inner)), x);
    }

    private Operand<TFloat32> residual(Site block, Operand<TFloat32> output, Operand<TFloat32> x) {
        return tf.math.add(sites.block(block, dropout(output), x, UnaryOperator.identity()), x);
    }

    private Operand<TFloat32> norm(Site site, Operand<TFloat32> x) {
        Operand<TFloat32> weight = weights.get(T5Names.weight(names.part(site).orElseThrow()));
        return sites.norm(site, norms.rmsNorm(x, weight), null);
    }

    private Operand<TFloat32> linear(int layer, SiteKind kind, Operand<TFloat32> x) {
        return sites.linear(x, List.of(map(site(layer, kind)))).get(0);
    }

    private Sites.LinearMap map(Site site) {
        return new Sites.LinearMap(
                site, weights.get(T5Names.weight(names.part(site).orElseThrow())), null);
    }

    private Operand<TFloat32> dropout(Operand<TFloat32> x) {
        return scope.dropout(x, config.dropout());
    }

    private Site site(int layer, SiteKind kind) {
        return T5Sites.site(config, stage, layer, kind);
    }
}
