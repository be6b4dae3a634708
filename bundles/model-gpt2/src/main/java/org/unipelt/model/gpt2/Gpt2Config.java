package org.unipelt.model.gpt2;

import java.util.Map;
import org.unipelt.api.family.ConfigKeys;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.Stage;

/**
 * The keys of config.json that GPT-2's graph depends on.
 *
 * @param layers {@code n_layer}
 * @param hidden {@code n_embd}
 * @param heads {@code n_head}, divides hidden
 * @param intermediate {@code n_inner}, four times hidden where it is absent
 * @param vocabulary {@code vocab_size}
 * @param positions {@code n_positions}
 * @param epsilon {@code layer_norm_epsilon}
 * @param activation {@code activation_function}
 * @param scaled {@code scale_attn_weights}: whether scores are divided by the root of the head size
 * @param scaledByLayer {@code scale_attn_by_inverse_layer_idx}: whether they are also divided by the layer's number from 1
 * @param dropouts the rates in training
 * @param writing {@code eos_token_id} and {@code pad_token_id}
 */
record Gpt2Config(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int positions,
        double epsilon,
        Activation activation,
        boolean scaled,
        boolean scaledByLayer,
        Dropouts dropouts,
        Writing writing) {

    /**
     * Dropout rates.
     *
     * @param embeddings {@code embd_pdrop}
     * @param residual {@code resid_pdrop}
     * @param attention {@code attn_pdrop}
     */
    record Dropouts(double embeddings, double residual, double attention) {}

    /** @throws org.unipelt.api.ConfigurationException if a key is missing, out of range or not supported: names it */
    static Gpt2Config read(Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", Gpt2Model.TYPE, null);
        keys.requireOff("add_cross_attention", "GPT-2 is supported without an encoder only: set it to false");
        int hidden = keys.size("n_embd");
        int heads = keys.size("n_head");
        keys.requireDivisor("n_head", heads, "n_embd", hidden);
        return new Gpt2Config(
                keys.size("n_layer"),
                hidden,
                heads,
                keys.size("n_inner", 4 * hidden),
                keys.size("vocab_size"),
                keys.size("n_positions"),
                keys.positive("layer_norm_epsilon", 1e-5),
                Activation.of("activation_function", keys.word("activation_function", "gelu_new")),
                keys.flag("scale_attn_weights", true),
                keys.flag("scale_attn_by_inverse_layer_idx", false),
                new Dropouts(keys.rate("embd_pdrop", 0.1), keys.rate("resid_pdrop", 0.1), keys.rate("attn_pdrop", 0.1)),
                keys.writing());
    }

    /** Its only half. */
    Half half() {
        return new Half(Stage.DECODER, layers, new Half.Sizes(hidden, intermediate), true);
    }

    /** What the scores of a layer's attention are multiplied by. */
    double scale(int layer) {
        double scale = scaled ? 1 / Math.sqrt((double) hidden / heads) : 1;
        return scaledByLayer ? scale / (layer + 1) : scale;
    }
}
