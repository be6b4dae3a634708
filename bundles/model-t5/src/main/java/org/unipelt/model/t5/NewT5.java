package org.unipelt.model.t5;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.family.WeightNames;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.NewModel;
import org.unipelt.api.model.PeltModel;
import org.unipelt.api.pelt.Initializer;

/** A T5 1.0 with tied embeddings; first weights as Hugging Face's library draws them, with its factor 1. */
@Component
@PeltModel(T5Model.TYPE)
public final class NewT5 implements NewModel {

    @Override
    public Map<String, Object> config(Sizes sizes, Words words) {
        if (sizes.hidden() % sizes.heads() != 0) {
            throw new ConfigurationException(
                    "t5",
                    sizes.heads() + " heads do not divide the hidden size, " + sizes.hidden(),
                    "Give a number of heads that divides it");
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", T5Model.TYPE);
        config.put("architectures", List.of("T5ForConditionalGeneration"));
        config.put("is_encoder_decoder", true);
        config.put("d_model", sizes.hidden());
        config.put("d_kv", sizes.hidden() / sizes.heads());
        config.put("d_ff", sizes.intermediate());
        config.put("num_heads", sizes.heads());
        config.put("num_layers", sizes.layers());
        config.put("num_decoder_layers", sizes.layers());
        config.put("vocab_size", words.count());
        config.put("feed_forward_proj", "relu");
        config.put("tie_word_embeddings", true);
        config.put("relative_attention_num_buckets", 32);
        config.put("relative_attention_max_distance", 128);
        config.put("layer_norm_epsilon", 1e-6);
        config.put("dropout_rate", sizes.dropout());
        config.put("n_positions", 512);
        config.put("pad_token_id", words.padding());
        config.put("eos_token_id", words.end());
        config.put("decoder_start_token_id", words.padding());
        return config;
    }

    @Override
    public List<BaseWeight> weights(Map<String, Object> config) {
        return new T5Instance(T5Config.read(config)).weights(WeightNames.ofNewCheckpoint());
    }

    @Override
    public Initializer start(Map<String, Object> config, BaseWeight weight) {
        T5Config sizes = T5Config.read(config);
        String part = weight.name();
        if (part.endsWith("norm.weight")) {
            return Initializer.ones();
        }
        if (part.equals(T5Names.WORDS)) {
            return Initializer.normal(1);
        }
        return Initializer.normal(1 / Math.sqrt(fanIn(sizes, part)));
    }

    /** Queries are not scaled in the attention, so that they start smaller by the root of a head's size. */
    private static double fanIn(T5Config sizes, String part) {
        if (part.endsWith("Attention.q.weight")) {
            return (double) sizes.hidden() * sizes.headSize();
        }
        if (part.endsWith("Attention.o.weight")) {
            return (double) sizes.heads() * sizes.headSize();
        }
        return part.endsWith(".wo.weight") ? sizes.intermediate() : sizes.hidden();
    }
}
