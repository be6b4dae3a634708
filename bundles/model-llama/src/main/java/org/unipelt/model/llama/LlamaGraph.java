package org.unipelt.model.llama;

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
final class LlamaGraph {
    private final LlamaConfig config;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Sites sites;
    private final Norms norms;

    LlamaGraph(LlamaConfig config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.tf = scope.ops();
        this.weights = weights;
        this.sites = sites;
        this.norms = new Norms(tf, config.epsilon());
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = tf.gather(weights.get(LlamaNames.WORDS), inputs.ids(), tf.constant(0));
        Sites.Sequence spelled = sites.embeddings(
                outside(SiteKind.EMBEDDINGS),
                new Sites.Sequence(words, inputs.typeIds(), inputs.mask(), inputs.mask(), 0, 0));
        // positions turn queries and keys in every layer: what counts is settled behind both sites
        Sites.Sequence sequence = sites.embeddings(outside(SiteKind.EMBEDDING_OUTPUT), spelled);
        Rotation rotation = Rotation.of(tf, config, Masks.positions(tf, sequence));
        Operand<TFloat32> unseen = Masks.causal(tf, sequence);
        List<Operand<TFloat32>> states = new ArrayList<>();
        Operand<TFloat32> state = sequence.states();
        for (int layer = 0; layer < config.layers(); layer++) {
            states.add(state);
            state = layer(layer, state, rotation, unseen);
        }
        states.add(norm(outside(SiteKind.OUTPUT_NORM), state));
        return new ModelOutputs(
                states, sequence.mask(), sequence.first(), heads(states.get(config.layers()), sequence.mask()));
    }

    private Operand<TFloat32> layer(int layer, Operand<TFloat32> x, Rotation rotation, Operand<TFloat32> unseen) {
        Operand<TFloat32> attended = attend(layer, norm(site(layer, SiteKind.ATTENTION_NORM), x), rotation, unseen);
        Operand<TFloat32> a =
                residual(site(layer, SiteKind.ATTENTION_BLOCK), linear(layer, SiteKind.ATTENTION_OUTPUT, attended), x);
        Operand<TFloat32> normed = norm(site(layer, SiteKind.FFN_NORM), a);
        List<Operand<TFloat32>> both =
                sites.linear(normed, List.of(map(site(layer, SiteKind.FFN_IN)), map(site(layer, SiteKind.FFN_GATE))));
        Operand<TFloat32> inner = tf.math.mul(config.activation().draw(tf, both.get(1)), both.get(0));
        return residual(site(layer, SiteKind.FFN_BLOCK), linear(layer, SiteKind.FFN_OUT, inner), a);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Rotation rotation, Operand<TFloat32> unseen) {
        List<Operand<TFloat32>> projected = sites.linear(
                x,
                List.of(
                        map(site(layer, SiteKind.QUERY)),
                        map(site(layer, SiteKind.KEY)),
                        map(site(layer, SiteKind.VALUE))));
        return sites.attention(
                site(layer, SiteKind.KEY_VALUE),
                new Sites.Attention(
                        rotation.of(projected.get(0), config.heads()),
                        rotation.of(projected.get(1), config.keyHeads()),
                        projected.get(2),
                        config.heads(),
                        config.keyHeads(),
                        1 / Math.sqrt(config.headSize()),
                        unseen,
                        null,
                        config.attentionDropout()));
    }

    private Operand<TFloat32> residual(Site block, Operand<TFloat32> output, Operand<TFloat32> x) {
        return tf.math.add(sites.block(block, output, x, UnaryOperator.identity()), x);
    }

    private Operand<TFloat32> norm(Site site, Operand<TFloat32> x) {
        Operand<TFloat32> weight =
                weights.get(LlamaNames.weight(LlamaNames.module(site).orElseThrow()));
        return sites.norm(site, norms.rmsNorm(x, weight), null);
    }

    private Operand<TFloat32> linear(int layer, SiteKind kind, Operand<TFloat32> x) {
        return sites.linear(x, List.of(map(site(layer, kind)))).get(0);
    }

    private Sites.LinearMap map(Site site) {
        return new Sites.LinearMap(
                site, weights.get(LlamaNames.weight(LlamaNames.module(site).orElseThrow())), null);
    }

    private Map<String, Supplier<Operand<TFloat32>>> heads(Operand<TFloat32> last, Operand<TFloat32> mask) {
        Operand<TFloat32> words = weights.get(config.tied() ? LlamaNames.WORDS : LlamaNames.WORD_SCORES);
        Map<String, Supplier<Operand<TFloat32>>> named = new HashMap<>();
        named.put(ModelOutputs.LOGITS, new Once(() -> Scores.ofWords(tf, last, words, null)));
        named.put(ModelOutputs.NEXT_TOKEN_LOGITS, new Once(() -> Scores.ofNextWord(tf, last, words, null)));
        if (weights.has(LlamaNames.CLASSIFIER)) {
            named.put(
                    "classification_logits",
                    new Once(() ->
                            tf.linalg.matMul(Masks.lastToken(tf, last, mask), weights.get(LlamaNames.CLASSIFIER))));
        }
        return named;
    }

    private Site site(int layer, SiteKind kind) {
        return LlamaSites.site(config, layer, kind);
    }

    private Site outside(SiteKind kind) {
        return LlamaSites.site(config, LlamaSites.OUTSIDE, kind);
    }
}
