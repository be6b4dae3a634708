package org.unipelt.model.gpt2;

import java.util.Optional;
import org.unipelt.api.pelt.Site;

/** The names of weights: those of Hugging Face's checkpoints, without a prefix; the parts of the fused map by their own. */
final class Gpt2Names {
    static final String WORDS = "wte.weight";
    static final String POSITIONS = "wpe.weight";
    static final String WORD_SCORES = "lm_head.weight";
    static final String CLASSIFIER = "classification.score.weight";
    static final String LIBRARY_CLASSIFIER = "score.weight";

    private Gpt2Names() {}

    /** The library's module at a site: queries, keys and values are one. */
    static Optional<String> module(Site site) {
        return switch (site.kind()) {
            case QUERY, KEY, VALUE -> layer(site, "attn.c_attn");
            default -> part(site);
        };
    }

    /** The part at a site; empty where the site is no part of its own. */
    static Optional<String> part(Site site) {
        return switch (site.kind()) {
            case QUERY -> layer(site, "attn.query");
            case KEY -> layer(site, "attn.key");
            case VALUE -> layer(site, "attn.value");
            case ATTENTION_OUTPUT -> layer(site, "attn.c_proj");
            case ATTENTION_NORM -> layer(site, "ln_1");
            case FFN_IN -> layer(site, "mlp.c_fc");
            case FFN_OUT -> layer(site, "mlp.c_proj");
            case FFN_NORM -> layer(site, "ln_2");
            case OUTPUT_NORM -> Optional.of("ln_f");
            default -> Optional.empty();
        };
    }

    private static Optional<String> layer(Site site, String part) {
        return Optional.of("h." + site.layer() + "." + part);
    }
}
