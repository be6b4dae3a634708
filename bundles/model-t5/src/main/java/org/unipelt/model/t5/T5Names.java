package org.unipelt.model.t5;

import java.util.Optional;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Stage;

/**
 * The names of weights: those of Hugging Face's checkpoints.
 *
 * @param gated whether the feed-forward networks have two maps in
 */
record T5Names(boolean gated) {
    static final String WORDS = "shared.weight";
    static final String WORD_SCORES = "lm_head.weight";

    /** The bias by relative place, [buckets, heads], that all layers of a half share. */
    static String relative(Stage stage) {
        return stage.word() + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight";
    }

    /** The part at a site; empty where the site is no part of its own. */
    Optional<String> part(Site site) {
        return switch (site.kind()) {
            case QUERY -> Optional.of(part(site, 0, "SelfAttention.q"));
            case KEY -> Optional.of(part(site, 0, "SelfAttention.k"));
            case VALUE -> Optional.of(part(site, 0, "SelfAttention.v"));
            case ATTENTION_OUTPUT -> Optional.of(part(site, 0, "SelfAttention.o"));
            case ATTENTION_NORM -> Optional.of(part(site, 0, "layer_norm"));
            case CROSS_QUERY -> Optional.of(part(site, 1, "EncDecAttention.q"));
            case CROSS_KEY -> Optional.of(part(site, 1, "EncDecAttention.k"));
            case CROSS_VALUE -> Optional.of(part(site, 1, "EncDecAttention.v"));
            case CROSS_ATTENTION_OUTPUT -> Optional.of(part(site, 1, "EncDecAttention.o"));
            case CROSS_ATTENTION_NORM -> Optional.of(part(site, 1, "layer_norm"));
            case FFN_IN -> Optional.of(feedForward(site, gated ? "wi_1" : "wi"));
            case FFN_GATE -> Optional.of(feedForward(site, "wi_0"));
            case FFN_OUT -> Optional.of(feedForward(site, "wo"));
            case FFN_NORM -> Optional.of(part(site, last(site), "layer_norm"));
            case OUTPUT_NORM -> Optional.of(site.stage().word() + ".final_layer_norm");
            default -> Optional.empty();
        };
    }

    private static String feedForward(Site site, String map) {
        return part(site, last(site), "DenseReluDense." + map);
    }

    /** The number of the feed-forward network among a layer's parts: the decoder has cross-attention before it. */
    private static int last(Site site) {
        return site.stage() == Stage.ENCODER ? 1 : 2;
    }

    private static String part(Site site, int number, String part) {
        return site.stage().word() + ".block." + site.layer() + ".layer." + number + "." + part;
    }
}
