package org.unipelt.model.bert;

import java.util.Map;
import java.util.OptionalInt;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.family.Activation;
import org.unipelt.api.family.ConfigKeys;

/**
 * The keys of config.json that the graph of BERT and RoBERTa depends on.
 *
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
 * @param padding {@code pad_token_id} of RoBERTa, whose positions begin behind that number; empty for BERT
 */
record BertConfig(
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
    static BertConfig read(Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", BertModel.TYPE, null);
        return read(keys, OptionalInt.empty());
    }

    /** The same of a RoBERTa. */
    static BertConfig readRoberta(Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", RobertaModel.TYPE, null);
        int padding = keys.token("pad_token_id").orElse(1);
        BertConfig read = read(keys, OptionalInt.of(padding));
        if (read.longest() < 1) {
            throw ConfigKeys.wrong(
                    "max_position_embeddings",
                    "is " + read.positions + ", and the first position stands behind pad_token_id, " + padding,
                    "Take config.json and checkpoint from the same model");
        }
        return read;
    }

    private static BertConfig read(ConfigKeys keys, OptionalInt padding) {
        keys.requireWord("position_embedding_type", "absolute", "absolute");
        keys.requireOff("is_decoder", ENCODER_ONLY);
        keys.requireOff("add_cross_attention", ENCODER_ONLY);
        BertConfig read = new BertConfig(
                keys.size("num_hidden_layers"),
                keys.size("hidden_size"),
                keys.size("num_attention_heads"),
                keys.size("intermediate_size"),
                keys.size("vocab_size"),
                keys.size("max_position_embeddings"),
                keys.size("type_vocab_size"),
                keys.positive("layer_norm_eps", 1e-12),
                Activation.of("hidden_act", keys.word("hidden_act", "gelu")),
                keys.rate("hidden_dropout_prob", 0.1),
                keys.rate("attention_probs_dropout_prob", 0.1),
                padding);
        if (read.hidden % read.heads != 0) {
            throw ConfigKeys.wrong(
                    "num_attention_heads",
                    "is " + read.heads + ", which does not divide hidden_size, " + read.hidden,
                    "Give a number of heads that divides hidden_size");
        }
        return read;
    }

    /** What config.json calls the family, and checkpoints of models with heads put in front of names. */
    String type() {
        return padding.isPresent() ? RobertaModel.TYPE : BertModel.TYPE;
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
