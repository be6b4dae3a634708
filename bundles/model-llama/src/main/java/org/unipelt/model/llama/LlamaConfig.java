package org.unipelt.model.llama;

import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.family.ConfigKeys;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.Stage;

/**
 * The keys of config.json that Llama's graph depends on.
 *
 * @param layers {@code num_hidden_layers}
 * @param hidden {@code hidden_size}
 * @param heads {@code num_attention_heads}
 * @param keyHeads {@code num_key_value_heads}, divides heads; as many as heads where it is absent
 * @param headSize {@code head_dim}; hidden / heads where it is absent; even
 * @param intermediate {@code intermediate_size}
 * @param vocabulary {@code vocab_size}
 * @param positions {@code max_position_embeddings}
 * @param epsilon {@code rms_norm_eps}
 * @param theta {@code rope_theta}, the base of the rotations' wave lengths
 * @param activation {@code hidden_act}
 * @param tied {@code tie_word_embeddings}
 * @param attentionDropout {@code attention_dropout}
 * @param writing {@code eos_token_id} and {@code pad_token_id}
 */
record LlamaConfig(
        int layers,
        int hidden,
        int heads,
        int keyHeads,
        int headSize,
        int intermediate,
        int vocabulary,
        int positions,
        double epsilon,
        double theta,
        Activation activation,
        boolean tied,
        double attentionDropout,
        Writing writing) {

    private static final String ROPE_PARAMETERS = "rope_parameters";

    /** @throws org.unipelt.api.ConfigurationException if a key is missing, out of range or not supported: names it */
    static LlamaConfig read(Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", LlamaModel.TYPE, null);
        keys.requireOff("attention_bias", "Maps with biases are not supported here");
        keys.requireOff("mlp_bias", "Maps with biases are not supported here");
        if (config.get("rope_scaling") != null) {
            throw ConfigKeys.wrong("rope_scaling", "is set", "Positions of other wave lengths are not supported");
        }
        ConfigKeys rope = rope(config);
        int hidden = keys.size("hidden_size");
        int heads = keys.size("num_attention_heads");
        int keyHeads = keys.size("num_key_value_heads", heads);
        keys.requireDivisor("num_key_value_heads", keyHeads, "num_attention_heads", heads);
        int headSize = keys.size("head_dim", Math.max(1, hidden / heads));
        if (headSize % 2 != 0) {
            throw ConfigKeys.wrong("head_dim", "is " + headSize, "Give an even size, of which pairs are rotated");
        }
        return new LlamaConfig(
                keys.size("num_hidden_layers"),
                hidden,
                heads,
                keyHeads,
                headSize,
                keys.size("intermediate_size"),
                keys.size("vocab_size"),
                keys.size("max_position_embeddings"),
                keys.positive("rms_norm_eps", 1e-6),
                rope.positive("rope_theta", 10_000),
                Activation.of("hidden_act", keys.word("hidden_act", "silu")),
                keys.flag("tie_word_embeddings", false),
                keys.rate("attention_dropout", 0),
                keys.writing());
    }

    /** The keys of positions: transformers writes them in an object of their own since its version 5. */
    private static ConfigKeys rope(Map<String, Object> config) {
        if (!(config.get(ROPE_PARAMETERS) instanceof Map<?, ?> own)) {
            return new ConfigKeys(config);
        }
        Map<String, Object> rope = new LinkedHashMap<>();
        own.forEach((key, value) -> rope.put(String.valueOf(key), value));
        Object type = rope.getOrDefault("rope_type", "default");
        if (!"default".equals(type)) {
            throw ConfigKeys.wrong(
                    ROPE_PARAMETERS,
                    "has the type '" + type + "'",
                    "Positions of other wave lengths are not supported");
        }
        rope.putIfAbsent("rope_theta", config.getOrDefault("rope_theta", 10_000));
        return new ConfigKeys(rope);
    }

    /** Its only half. */
    Half half() {
        Half.Sizes sizes = new Half.Sizes(hidden, heads * headSize, keyHeads * headSize, intermediate);
        return new Half(Stage.DECODER, layers, sizes, false);
    }
}
