package org.unipelt.model.llama;

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
import org.unipelt.api.pelt.SiteKind;

/** Draws one forward pass. */
final class LlamaGraph {
    private final LlamaConfig config;
    private final Ops tf;
    private final Parts parts;

    LlamaGraph(LlamaConfig config, Ops tf, FrozenWeights weights, Sites sites) {
        this.config = config;
        this.tf = tf;
        this.parts = new Parts(config.half(), LlamaNames::module, tf, new Norms(tf, config.epsilon()), weights, sites);
    }

    ModelOutputs draw(ModelInputs inputs) {
        Operand<TFloat32> words = parts.rows(LlamaNames.WORDS, inputs.ids());
        Sites.Sequence sequence = parts.embed(
                new Sites.Sequence(words, inputs.typeIds(), inputs.mask(), inputs.mask(), 0, 0),
                Sites.Sequence::states);
        // positions turn queries and keys in every layer: what counts is settled behind both sites
        Rotation rotation = Rotation.of(tf, config, Masks.positions(tf, sequence));
        Operand<TFloat32> unseen = Masks.causal(tf, sequence);
        List<Operand<TFloat32>> states = parts.layers(
                sequence.states(),
                (layer, x) -> layer(layer, x, rotation, unseen),
                x -> parts.norm(Half.OUTSIDE, SiteKind.OUTPUT_NORM, x));
        String scored = config.tied() ? LlamaNames.WORDS : LlamaNames.WORD_SCORES;
        return parts.outputs(states, sequence, scored, LlamaNames.CLASSIFIER);
    }

    private Operand<TFloat32> layer(int layer, Operand<TFloat32> x, Rotation rotation, Operand<TFloat32> unseen) {
        Operand<TFloat32> attended = attend(layer, parts.norm(layer, SiteKind.ATTENTION_NORM, x), rotation, unseen);
        Operand<TFloat32> y = parts.linear(layer, SiteKind.ATTENTION_OUTPUT, attended);
        Operand<TFloat32> a = parts.residual(layer, SiteKind.ATTENTION_BLOCK, y, x);
        Operand<TFloat32> inner = parts.gated(layer, parts.norm(layer, SiteKind.FFN_NORM, a), config.activation());
        return parts.residual(layer, SiteKind.FFN_BLOCK, parts.linear(layer, SiteKind.FFN_OUT, inner), a);
    }

    private Operand<TFloat32> attend(int layer, Operand<TFloat32> x, Rotation rotation, Operand<TFloat32> unseen) {
        List<Operand<TFloat32>> projected =
                parts.linear(layer, List.of(SiteKind.QUERY, SiteKind.KEY, SiteKind.VALUE), x);
        return parts.attention(
                layer,
                SiteKind.KEY_VALUE,
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
}
