package org.unipelt.model.bert;

import java.util.Map;
import java.util.OptionalInt;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.family.ConfigKeys;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.Activation;
import org.unipelt.api.pelt.Stage;

/**
 * The keys of config.json that the graph of BERT and RoBERTa depends on.
 *
 * @param variant which of the two
 * @param layers {@code num_hidden_layers}
 * @param hidden {@code hidden_size}
 * @param heads {@code num_attention_heads}, divides hidden
 * @param intermediate {@code intermediate_size}, between the two linear maps of the feed-forward network
 * @param vocabulary {@code vocab_size}
 * @param positions {@code max_position_embeddings}, rows of the table
 * @param types {@code type_vocab_size}
 * @param epsilon {@code layer_norm_eps}
 * @param activation {@code hidden_act}
 * @param hiddenDropout {@code hidden_dropout_prob}
 * @param attentionDropout {@code attention_probs_dropout_prob}
 * @param padding {@code pad_token_id}, where positions count tokens and begin behind that number; empty where they count places
 */
record BertConfig(
        BertVariant variant,
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int positions,
        int types,
        double epsilon,
        Activation activation,
        double hiddenDropout,
        double attentionDropout,
        OptionalInt padding) {
    private static final String ENCODER_ONLY = "The family is supported as an encoder only: set it to false";

    /** @throws ConfigurationException if a key is missing, out of range or not supported: names it */
    static BertConfig read(BertVariant variant, Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", variant.type(), null);
        keys.requireWord("position_embedding_type", "absolute", "absolute");
        keys.requireOff("is_decoder", ENCODER_ONLY);
        keys.requireOff("add_cross_attention", ENCODER_ONLY);
        int hidden = keys.size("hidden_size");
        int heads = keys.size("num_attention_heads");
        keys.requireDivisor("num_attention_heads", heads, "hidden_size", hidden);
        BertConfig read = new BertConfig(
                variant,
                keys.size("num_hidden_layers"),
                hidden,
                heads,
                keys.size("intermediate_size"),
                keys.size("vocab_size"),
                keys.size("max_position_embeddings"),
                keys.size("type_vocab_size"),
                keys.positive("layer_norm_eps", 1e-12),
                Activation.of("hidden_act", keys.word("hidden_act", "gelu")),
                keys.rate("hidden_dropout_prob", 0.1),
                keys.rate("attention_probs_dropout_prob", 0.1),
                padding(variant, keys));
        read.check();
        return read;
    }

    private static OptionalInt padding(BertVariant variant, ConfigKeys keys) {
        OptionalInt named = variant.padding().isPresent() ? keys.token("pad_token_id") : OptionalInt.empty();
        return named.isPresent() ? named : variant.padding();
    }

    private void check() {
        if (longest() < 1) {
            throw ConfigKeys.wrong(
                    "max_position_embeddings",
                    "is " + positions + ", and the first position stands behind pad_token_id, " + padding.orElse(0),
                    "Take config.json and checkpoint from the same model");
        }
    }

    /** Its only half. */
    Half half() {
        return new Half(Stage.ENCODER, layers, new Half.Sizes(hidden, intermediate), true);
    }

    /** The longest sequence. */
    int longest() {
        return padding.isPresent() ? positions - padding.getAsInt() - 1 : positions;
    }

    /** The size of one head's queries, keys and values. */
    int headSize() {
        return hidden / heads;
    }
}
