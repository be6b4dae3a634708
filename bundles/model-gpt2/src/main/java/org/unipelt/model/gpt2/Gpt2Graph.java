package org.unipelt.model.gpt2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Once;
import org.unipelt.api.family.Scores;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Draws one forward pass. */
final class Gpt2Graph {
    private final Gpt2Config config;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Sites sites;
    private final Norms norms;

    Gpt2Graph(Gpt2Config config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.sites = sites;
        this.norms = new Norms(tf, config.epsilon());
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = tf.gather(weights.get(Gpt2Names.WORDS), inputs.ids(), tf.constant(0));
        Sites.Sequence spelled = sites.embeddings(
                outside(SiteKind.EMBEDDINGS),
                new Sites.Sequence(words, inputs.typeIds(), inputs.mask(), inputs.mask(), 0, 0));
        Sites.Sequence sequence = sites.embeddings(
                outside(SiteKind.EMBEDDING_OUTPUT),
                new Sites.Sequence(
                        embed(spelled),
                        spelled.typeIds(),
                        spelled.mask(),
                        spelled.counted(),
                        spelled.first(),
                        spelled.position()));
        Operand<TFloat32> unseen = Masks.causal(tf, sequence);
        List<Operand<TFloat32>> states = new ArrayList<>();
        Operand<TFloat32> state = sequence.states();
        for (int layer = 0; layer < config.layers(); layer++) {
            states.add(state);
            state = layer(layer, state, unseen);
        }
        states.add(norm(outside(SiteKind.OUTPUT_NORM), state));
        return new ModelOutputs(
                states, sequence.mask(), sequence.first(), heads(states.get(config.layers()), sequence.mask()));
    }

    private Operand<TFloat32> embed(Sites.Sequence sequence) {
        Operand<TFloat32> positions =
                tf.gather(weights.get(Gpt2Names.POSITIONS), Masks.positions(tf, sequence), tf.constant(0));
        return scope.dropout(
                tf.math.add(sequence.states(), positions), config.dropouts().embeddings());
    }

    private Operand<TFloat32> layer(int layer, Operand<TFloat32> x, Operand<TFloat32> unseen) {
        Operand<TFloat32> attended = attend(layer, norm(site(layer, SiteKind.ATTENTION_NORM), x), unseen);
        Operand<TFloat32> a =
                residual(site(layer, SiteKind.ATTENTION_BLOCK), linear(layer, SiteKind.ATTENTION_OUTPUT, attended), x);
        Operand<TFloat32> inner = sites.activated(
                norm(site(layer, SiteKind.FFN_NORM), a), map(site(layer, SiteKind.FFN_IN)), config.activation());
        return residual(site(layer, SiteKind.FFN_BLOCK), linear(layer, SiteKind.FFN_OUT, inner), a);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Operand<TFloat32> unseen) {
        List<Operand<TFloat32>> projected = sites.linear(
                x,
                List.of(
                        map(site(layer, SiteKind.QUERY)),
                        map(site(layer, SiteKind.KEY)),
                        map(site(layer, SiteKind.VALUE))));
        return sites.attention(
                site(layer, SiteKind.KEY_VALUE),
                new Sites.Attention(
                        projected.get(0),
                        projected.get(1),
                        projected.get(2),
                        config.heads(),
                        config.heads(),
                        config.scale(layer),
                        unseen,
                        null,
                        config.dropouts().attention()));
    }

    private Operand<TFloat32> residual(Site block, Operand<TFloat32> output, Operand<TFloat32> x) {
        Operand<TFloat32> dropped = scope.dropout(output, config.dropouts().residual());
        return tf.math.add(sites.block(block, dropped, x, UnaryOperator.identity()), x);
    }

    private Operand<TFloat32> norm(Site site, Operand<TFloat32> x) {
        String part = Gpt2Names.part(site).orElseThrow();
        Operand<TFloat32> bias = weights.get(Gpt2Names.bias(part));
        return sites.norm(site, norms.layerNorm(x, weights.get(Gpt2Names.weight(part)), bias), bias);
    }

    private Operand<TFloat32> linear(int layer, SiteKind kind, Operand<TFloat32> x) {
        return sites.linear(x, List.of(map(site(layer, kind)))).get(0);
    }

    private Sites.LinearMap map(Site site) {
        String part = Gpt2Names.part(site).orElseThrow();
        return new Sites.LinearMap(site, weights.get(Gpt2Names.weight(part)), weights.get(Gpt2Names.bias(part)));
    }

    private Map<String, Supplier<Operand<TFloat32>>> heads(Operand<TFloat32> last, Operand<TFloat32> mask) {
        Operand<TFloat32> words =
                weights.get(weights.has(Gpt2Names.WORD_SCORES) ? Gpt2Names.WORD_SCORES : Gpt2Names.WORDS);
        Map<String, Supplier<Operand<TFloat32>>> named = new HashMap<>();
        named.put(ModelOutputs.LOGITS, new Once(() -> Scores.ofWords(tf, last, words, null)));
        named.put(ModelOutputs.NEXT_TOKEN_LOGITS, new Once(() -> Scores.ofNextWord(tf, last, words, null)));
        if (weights.has(Gpt2Names.CLASSIFIER)) {
            named.put(
                    "classification_logits",
                    new Once(() ->
                            tf.linalg.matMul(Masks.lastToken(tf, last, mask), weights.get(Gpt2Names.CLASSIFIER))));
        }
        return named;
    }

    private Site site(int layer, SiteKind kind) {
        return Gpt2Sites.site(config, layer, kind);
    }

    private Site outside(SiteKind kind) {
        return Gpt2Sites.site(config, Gpt2Sites.OUTSIDE, kind);
    }
}
