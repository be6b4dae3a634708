package org.unipelt.model.t5;

import java.util.Map;
import java.util.OptionalInt;
import org.unipelt.api.family.ConfigKeys;
import org.unipelt.api.family.Half;
import org.unipelt.api.model.Activation;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.Stage;

/**
 * The keys of config.json that T5's graph depends on.
 *
 * @param encoderLayers {@code num_layers}
 * @param decoderLayers {@code num_decoder_layers}, as many as the encoder's where it is absent
 * @param hidden {@code d_model}
 * @param heads {@code num_heads}
 * @param headSize {@code d_kv}; heads times head size need not be hidden
 * @param intermediate {@code d_ff}
 * @param vocabulary {@code vocab_size}
 * @param buckets {@code relative_attention_num_buckets}
 * @param maximumDistance {@code relative_attention_max_distance}: all places further away share a bucket
 * @param epsilon {@code layer_norm_epsilon}
 * @param activation the word in {@code feed_forward_proj}
 * @param gated whether the word is {@code gated-}: two maps into the feed-forward network
 * @param tied {@code scale_decoder_outputs}, as transformers calls it from version 5 on, before {@code tie_word_embeddings}: scores
 *     of words are scaled, and have no weights of their own
 * @param length {@code n_positions}: the longest text it was trained with, 512 where it is absent; positions are relative, so
 *     that it is no hard limit
 * @param dropout {@code dropout_rate}
 * @param writing {@code decoder_start_token_id}, {@code eos_token_id} and {@code pad_token_id}
 */
record T5Config(
        int encoderLayers,
        int decoderLayers,
        int hidden,
        int heads,
        int headSize,
        int intermediate,
        int vocabulary,
        int buckets,
        int maximumDistance,
        double epsilon,
        Activation activation,
        boolean gated,
        boolean tied,
        int length,
        double dropout,
        Writing writing) {
    private static final String FEED_FORWARD = "feed_forward_proj";
    private static final String GATED = "gated-";

    /** @throws org.unipelt.api.ConfigurationException if a key is missing, out of range or not supported: names it */
    static T5Config read(Map<String, Object> config) {
        ConfigKeys keys = new ConfigKeys(config);
        keys.requireWord("model_type", T5Model.TYPE, null);
        int layers = keys.size("num_layers");
        String word = keys.word(FEED_FORWARD, "relu");
        boolean gated = word.startsWith(GATED);
        String activation = gated ? word.substring(GATED.length()) : word;
        T5Config read = new T5Config(
                layers,
                keys.size("num_decoder_layers", layers),
                keys.size("d_model"),
                keys.size("num_heads"),
                keys.size("d_kv"),
                keys.size("d_ff"),
                keys.size("vocab_size"),
                keys.size("relative_attention_num_buckets", 32),
                keys.size("relative_attention_max_distance", 128),
                keys.positive("layer_norm_epsilon", 1e-6),
                // the library takes the gated one for the form with tanh
                Activation.of(FEED_FORWARD, gated && activation.equals("gelu") ? "gelu_new" : activation),
                gated,
                keys.flag("scale_decoder_outputs", keys.flag("tie_word_embeddings", true)),
                keys.size("n_positions", 512),
                keys.rate("dropout_rate", 0.1),
                writing(keys));
        if (read.buckets < 4 || read.buckets % 4 != 0 || read.maximumDistance <= read.buckets / 2) {
            throw ConfigKeys.wrong(
                    "relative_attention_num_buckets",
                    "is " + read.buckets + " for distances to " + read.maximumDistance,
                    "Give a multiple of 4, of which half is less than relative_attention_max_distance");
        }
        return read;
    }

    private static Writing writing(ConfigKeys keys) {
        int padding = keys.token("pad_token_id").orElse(0);
        return new Writing(
                OptionalInt.of(keys.token("decoder_start_token_id").orElse(padding)),
                keys.tokens("eos_token_id"),
                padding);
    }

    Half half(Stage stage) {
        int inner = heads * headSize;
        int layers = stage == Stage.ENCODER ? encoderLayers : decoderLayers;
        return new Half(stage, layers, new Half.Sizes(hidden, inner, inner, intermediate), false);
    }
}
