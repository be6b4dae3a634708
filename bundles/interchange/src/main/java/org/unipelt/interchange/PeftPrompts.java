package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;

/** Translates peft's prefix-tuning and prompt tuning. */
final class PeftPrompts {
    static final String EMBEDDINGS = "prompt_embeddings";
    static final String LENGTH = "num_virtual_tokens";
    static final String FEATURES = "FEATURE_EXTRACTION";

    private PeftPrompts() {}

    /**
     * [P, 2 N out], for each layer keys and then values. A network that they were trained through is not in the file. peft
     * counts the prefix among the text's positions: the text begins at position P.
     */
    static void prefix(Keys config, SavedTensors tensors, ModelParts model, Draft draft) {
        check(config, model);
        config.ignoring("encoder_hidden_size", "prefix_projection", "init_weights");
        List<Site> sites = model.sites(Set.of(SiteKind.KEY_VALUE));
        int length = config.integer(LENGTH);
        TensorData all = tensors.take(
                EMBEDDINGS, length, sites.stream().mapToInt(Site::outputSize).sum() * 2L);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(Entries.PREFIX_LENGTH, length);
        options.put(Entries.POSITION_OFFSET, length);
        prefixes(draft, draft.add(Entries.PREFIX_TUNING, options, false), sites, all);
        PeftHead.take(config, tensors, PeftImport.PLAIN, model, draft);
    }

    /** Cuts [P, 2 N out] into keys and values of each layer. */
    static void prefixes(Draft draft, String name, List<Site> sites, TensorData all) {
        int column = 0;
        for (Site site : sites) {
            for (String part : List.of("key", "value")) {
                draft.weight(
                        name + "." + site.name() + "." + part,
                        Tensors.columns(all, column, column + site.outputSize()));
                column += site.outputSize();
            }
        }
    }

    /** [P, H], in front of the words, before positions are added; a head that reads the first place reads the first of them. */
    static void prompt(Keys config, SavedTensors tensors, ModelParts model, Draft draft) {
        check(config, model);
        config.ignoring("prompt_tuning_init", "prompt_tuning_init_text", "tokenizer_kwargs", "tokenizer_name_or_path");
        Site site = model.site(SiteKind.EMBEDDINGS)
                .orElseThrow(() -> new ConfigurationException(
                        model.name(), "the base model takes no virtual tokens", "Choose another base model"));
        int length = config.integer(LENGTH);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(Entries.VIRTUAL_TOKENS, length);
        options.put(Entries.POSITIONS, Entries.SHIFTED);
        options.put(Entries.SUMMARY, Entries.PROMPT);
        String name = draft.add(Entries.PROMPT_TUNING, options, false);
        draft.weight(name + "." + site.name() + ".embeddings", tensors.take(EMBEDDINGS, length, site.outputSize()));
        PeftHead.take(config, tensors, PeftImport.PLAIN, model, draft);
        if (FEATURES.equals(config.value(PeftImport.TASK_TYPE))) {
            draft.note("peft takes all token types as 0 where task_type is " + FEATURES
                    + "; here a second text keeps its type 1");
        }
    }

    private static void check(Keys config, ModelParts model) {
        config.holding(1, "num_transformer_submodules")
                .holding(model.shape().layers(), "num_layers")
                .holding(model.shape().hidden(), "token_dim")
                .ignoring("num_attention_heads");
    }
}
