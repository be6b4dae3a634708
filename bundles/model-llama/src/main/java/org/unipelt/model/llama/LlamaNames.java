package org.unipelt.model.llama;

import java.util.Optional;
import org.unipelt.api.pelt.Site;

/** The names of weights: those of Hugging Face's checkpoints, without a prefix. */
final class LlamaNames {
    static final String WORDS = "embed_tokens.weight";
    static final String WORD_SCORES = "lm_head.weight";
    static final String CLASSIFIER = "classification.score.weight";
    static final String LIBRARY_CLASSIFIER = "score.weight";

    private LlamaNames() {}

    /** The part at a site, which is also the library's module; empty where the site is no part of its own. */
    static Optional<String> module(Site site) {
        return switch (site.kind()) {
            case QUERY -> layer(site, "self_attn.q_proj");
            case KEY -> layer(site, "self_attn.k_proj");
            case VALUE -> layer(site, "self_attn.v_proj");
            case ATTENTION_OUTPUT -> layer(site, "self_attn.o_proj");
            case ATTENTION_NORM -> layer(site, "input_layernorm");
            case FFN_IN -> layer(site, "mlp.up_proj");
            case FFN_GATE -> layer(site, "mlp.gate_proj");
            case FFN_OUT -> layer(site, "mlp.down_proj");
            case FFN_NORM -> layer(site, "post_attention_layernorm");
            case OUTPUT_NORM -> Optional.of("norm");
            default -> Optional.empty();
        };
    }

    private static Optional<String> layer(Site site, String part) {
        return Optional.of("layers." + site.layer() + "." + part);
    }
}
