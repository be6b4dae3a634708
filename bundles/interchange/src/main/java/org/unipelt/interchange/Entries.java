package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.pelt.SiteKind;

/**
 * What the methods are called, and their options and parameters: all that this bundle knows of the bundles that it translates
 * for.
 */
final class Entries {
    static final String METHOD = "method";
    static final String NAME = "name";
    static final String GATING = "gating";
    static final String TARGETS = "targets";
    static final String LAYERS = "layers";
    static final String STAGES = "stages";
    static final Map<String, Object> NO_GATES = Map.of("network", "none");

    static final String LORA = "lora";
    static final String RANK = "r";
    static final String ALPHA = "lora_alpha";
    static final String DROPOUT = "dropout";
    static final String LORA_BIAS = "lora_bias";

    static final String RSLORA = "use_rslora";
    /** Which biases of the base model are shifted too. */
    static final String BIAS = "bias";

    /** What stands in front of a base weight's name where a pack has a copy of it. */
    static final String COPY = "base.";

    static final String NONE = "none";
    static final String LORA_ONLY = "lora_only";
    static final String ALL = "all";

    static final String IA3 = "ia3";
    /** The sites of {@link #TARGETS} whose input is scaled. */
    static final String FEEDFORWARD = "feedforward_targets";

    static final String ADAPTER = "adapter";
    static final String BOTTLENECK = "bottleneck";
    static final String NON_LINEARITY = "non_linearity";
    static final String PLACEMENT = "placement";
    static final String SCALING = "scaling";
    static final String LEARNED = "learned";

    static final String PREFIX_TUNING = "prefix-tuning";
    static final String PREFIX_LENGTH = "prefix_length";
    static final String SHARED_GATING = "shared_gating";
    static final String RELATIVE = "relative_positions";
    static final String POSITION_OFFSET = "position_offset";

    static final String PROMPT_TUNING = "prompt-tuning";
    static final String VIRTUAL_TOKENS = "num_virtual_tokens";
    static final String FORM = "form";
    static final String EXACT = "exact";
    static final String POSITIONS = "positions";
    static final String SHIFTED = "shifted";
    static final String UNSHIFTED = "unshifted";
    static final String SUMMARY = "summary";
    static final String PROMPT = "prompt";
    static final String TEXT = "text";
    static final String COMBINE = "combine";
    static final String AFTER_BOS = "prefix_after_bos";

    private Entries() {}

    static Map<String, Object> lora(int rank, double alpha, double dropout) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(RANK, rank);
        options.put(ALPHA, alpha);
        options.put(DROPOUT, dropout);
        return options;
    }

    /** @param scaling a number, or {@link #LEARNED} */
    static Map<String, Object> adapter(String placement, String nonLinearity, Object scaling, double dropout) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(PLACEMENT, placement);
        options.put(NON_LINEARITY, nonLinearity);
        options.put(SCALING, scaling);
        options.put(DROPOUT, dropout);
        return options;
    }

    static Map<String, Object> ia3(List<SiteKind> feedforward) {
        return new LinkedHashMap<>(Map.of(FEEDFORWARD, words(feedforward)));
    }

    static List<String> words(List<SiteKind> kinds) {
        return kinds.stream().map(SiteKind::word).toList();
    }
}
