package org.unipelt.model.gpt2;

import java.util.Optional;
import org.unipelt.api.pelt.Site;

/** The names of weights: those of Hugging Face's checkpoints, without a prefix; the parts of the fused map by their own. */
final class Gpt2Names {
    static final String WORDS = "wte.weight";
    static final String POSITIONS = "wpe.weight";
    static final String OUTPUT_NORM = "ln_f";
    static final String WORD_SCORES = "lm_head.weight";
    static final String CLASSIFIER = "classification.score.weight";
    static final String LIBRARY_CLASSIFIER = "score.weight";

    private Gpt2Names() {}

    static String weight(String part) {
        return part + ".weight";
    }

    static String bias(String part) {
        return part + ".bias";
    }

    /** The library's module at a site: queries, keys and values are one. */
    static Optional<String> module(Site site) {
        return switch (site.kind()) {
            case QUERY, KEY, VALUE -> Optional.of(layer(site.layer(), "attn.c_attn"));
            default -> part(site);
        };
    }

    /** The part at a site; empty where the site is no part of its own. */
    static Optional<String> part(Site site) {
        return switch (site.kind()) {
            case QUERY -> Optional.of(layer(site.layer(), "attn.query"));
            case KEY -> Optional.of(layer(site.layer(), "attn.key"));
            case VALUE -> Optional.of(layer(site.layer(), "attn.value"));
            case ATTENTION_OUTPUT -> Optional.of(layer(site.layer(), "attn.c_proj"));
            case ATTENTION_NORM -> Optional.of(layer(site.layer(), "ln_1"));
            case FFN_IN -> Optional.of(layer(site.layer(), "mlp.c_fc"));
            case FFN_OUT -> Optional.of(layer(site.layer(), "mlp.c_proj"));
            case FFN_NORM -> Optional.of(layer(site.layer(), "ln_2"));
            case OUTPUT_NORM -> Optional.of(OUTPUT_NORM);
            default -> Optional.empty();
        };
    }

    private static String layer(int number, String part) {
        return "h." + number + "." + part;
    }
}
