package org.unipelt.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Translates peft's prefix-tuning and prompt tuning. */
final class PeftPrompts {
    static final String EMBEDDINGS = "prompt_embeddings";
    static final String LENGTH = "num_virtual_tokens";
    private static final String LAYERS = "num_layers";
    static final String FEATURES = "FEATURE_EXTRACTION";

    private PeftPrompts() {}

    /**
     * [P, 2 N out], for each layer keys and then values. A network that they were trained through is not in the file. peft
     * counts the prefix among the text's positions: the text begins at position P.
     */
    static void prefix(Keys config, SavedTensors tensors, ModelParts model, Draft draft) {
        check(config, model);
        config.ignoring("encoder_hidden_size", "prefix_projection", "init_weights");
        List<Site> sites = prefixed(model);
        int length = config.integer(LENGTH);
        TensorData all = tensors.take(
                EMBEDDINGS, length, sites.stream().mapToInt(Site::outputSize).sum() * 2L);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(Entries.PREFIX_LENGTH, length);
        if (model.twoHalves()) {
            options.put(Entries.STAGES, List.of(Stage.DECODER.word()));
            options.put(Entries.TARGETS, List.of(SiteKind.KEY_VALUE.word()));
            options.put(Entries.RELATIVE, Places.IN_FRONT.word());
            all = everySecond(all, sites.size());
            long read = IntStream.range(0, sites.size())
                    .map(layer -> block(layer, sites.size()))
                    .distinct()
                    .count();
            if (read < sites.size()) {
                draft.note("peft's decoder reads " + read + " of the " + sites.size()
                        + " blocks of keys and values, each twice: the others are left behind");
            }
        } else {
            options.put(Entries.POSITION_OFFSET, length);
        }
        prefixes(draft, draft.add(Entries.PREFIX_TUNING, options, false), sites, all);
        PeftHead.take(config, tensors, PeftImport.PLAIN, model, draft);
    }

    /** The attentions that peft gives a prefix: beside an encoder the decoder's own alone. */
    static List<Site> prefixed(ModelParts model) {
        return model.sites(Set.of(SiteKind.KEY_VALUE)).stream()
                .filter(site -> !model.twoHalves() || site.stage() == Stage.DECODER)
                .toList();
    }

    /**
     * What each layer of a decoder beside an encoder reads: peft hands out its blocks of keys and values twice over, for
     * self-attention and for cross-attention, and the model takes the first of each two. Layer i reads block 2 i mod N.
     */
    private static TensorData everySecond(TensorData all, int layers) {
        int width = Tensors.size(all, 1) / layers;
        float[] read = new float[all.floats().length];
        for (int row = 0; row < Tensors.size(all, 0); row++) {
            for (int layer = 0; layer < layers; layer++) {
                int block = block(layer, layers);
                System.arraycopy(
                        all.floats(), (row * layers + block) * width, read, (row * layers + layer) * width, width);
            }
        }
        return TensorData.of(all.shape(), read);
    }

    /** The block that a layer of a decoder beside an encoder reads. */
    static int block(int layer, int layers) {
        return 2 * layer % layers;
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
        int copies = submodules(model);
        TensorData all = tensors.take(EMBEDDINGS, (long) copies * length, site.outputSize());
        draft.weight(name + "." + site.name() + ".embeddings", Tensors.rows(all, 0, length));
        if (copies > 1) {
            draft.note("peft keeps virtual tokens for the decoder too, and never puts them in: they are left behind");
        }
        PeftHead.take(config, tensors, PeftImport.PLAIN, model, draft)
                .filter(Head.LAST::equals)
                .ifPresent(
                        reads -> draft.note(
                                "behind prompts peft's classifier reads the last place of a batch, be it padding;"
                                        + " here it reads the last token of each text, so that texts padded at their end get other scores"));
        if (FEATURES.equals(config.value(PeftImport.TASK_TYPE))) {
            draft.note("peft takes all token types as 0 where task_type is " + FEATURES
                    + "; here a second text keeps its type 1");
        }
    }

    private static void check(Keys config, ModelParts model) {
        int layers = prefixed(model).size();
        if (config.integer(LAYERS, layers) != layers) {
            throw new DataException(
                    config.where() + ", " + LAYERS + " = " + config.value(LAYERS),
                    model.name() + " has " + layers + " layers where peft puts keys and values",
                    "Name the base model that the adapter was trained on");
        }
        config.holding(submodules(model), "num_transformer_submodules")
                // of keys and values; of words with prompts, whose tensor's shape is checked
                .ignoring("token_dim")
                .ignoring("num_attention_heads");
    }

    static int submodules(ModelParts model) {
        return model.twoHalves() ? 2 : 1;
    }
}
