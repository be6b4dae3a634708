package org.unipelt.model.gpt2;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.family.Half;
import org.unipelt.api.family.Masks;
import org.unipelt.api.family.Norms;
import org.unipelt.api.family.Parts;
import org.unipelt.api.model.BaseModelInstance.FrozenWeights;
import org.unipelt.api.model.ModelInputs;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Sites;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.SiteKind;

/** Draws one forward pass. */
final class Gpt2Graph {
    private final Gpt2Config config;
    private final GraphScope scope;
    private final Ops tf;
    private final FrozenWeights weights;
    private final Parts parts;

    Gpt2Graph(Gpt2Config config, GraphScope scope, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.scope = scope;
        this.tf = scope.ops();
        this.weights = weights;
        this.parts = new Parts(config.half(), Gpt2Names::part, tf, new Norms(tf, config.epsilon()), weights, sites);
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = parts.rows(Gpt2Names.WORDS, inputs.ids());
        Sites.Sequence sequence = parts.embed(
                new Sites.Sequence(words, inputs.typeIds(), inputs.mask(), inputs.mask(), 0, 0), this::positioned);
        Operand<TFloat32> unseen = Masks.causal(tf, sequence);
        List<Operand<TFloat32>> states = parts.layers(
                sequence.states(),
                (layer, x) -> layer(layer, x, unseen),
                x -> parts.norm(Half.OUTSIDE, SiteKind.OUTPUT_NORM, x));
        String scored = weights.has(Gpt2Names.WORD_SCORES) ? Gpt2Names.WORD_SCORES : Gpt2Names.WORDS;
        return parts.outputs(states, sequence, scored, Gpt2Names.CLASSIFIER);
    }

    private Operand<TFloat32> positioned(Sites.Sequence sequence) {
        Operand<TFloat32> positions = parts.rows(Gpt2Names.POSITIONS, Masks.positions(tf, sequence));
        return scope.dropout(
                tf.math.add(sequence.states(), positions), config.dropouts().embeddings());
    }

    private Operand<TFloat32> layer(int layer, Operand<TFloat32> x, Operand<TFloat32> unseen) {
        Operand<TFloat32> attended = attend(layer, parts.norm(layer, SiteKind.ATTENTION_NORM, x), unseen);
        Operand<TFloat32> y = parts.linear(layer, SiteKind.ATTENTION_OUTPUT, attended);
        Operand<TFloat32> a = parts.residual(layer, SiteKind.ATTENTION_BLOCK, dropout(y), x);
        Operand<TFloat32> inner = parts.activated(layer, parts.norm(layer, SiteKind.FFN_NORM, a), config.activation());
        return parts.residual(layer, SiteKind.FFN_BLOCK, dropout(parts.linear(layer, SiteKind.FFN_OUT, inner)), a);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Operand<TFloat32> unseen) {
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
                        config.scale(layer),
                        unseen,
                        null,
                        config.dropouts().attention()));
    }

    private Operand<TFloat32> dropout(Operand<TFloat32> y) {
        return scope.dropout(y, config.dropouts().residual());
    }
}
