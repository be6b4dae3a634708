package org.unipelt.interchange;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.pelt.Contribution.Places;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.SiteKind;
import org.unipelt.api.pelt.Stage;

/** Translates prefix-tuning and prompt tuning. */
final class PeftExportPrompts {
    private final Keys entry;
    private final ModelParts model;
    private final PackWeights weights;
    private final String name;

    PeftExportPrompts(Map<String, Object> method, ModelParts model, PackWeights weights) {
        this.entry = new Keys("the pack, " + method.get(Entries.METHOD), method);
        this.model = model;
        this.weights = weights;
        this.name = entry.text(Entries.NAME, entry.text(Entries.METHOD, ""));
    }

    /** [P, 2 N out], for each layer keys and then values. */
    void prefix(Map<String, Object> config, Map<String, TensorData> tensors) {
        int length = entry.integer(Entries.PREFIX_LENGTH);
        if (model.twoHalves()) {
            hold(Entries.STAGES, List.of(Stage.DECODER.word()));
            hold(Entries.TARGETS, List.of(SiteKind.KEY_VALUE.word()));
            hold(Entries.RELATIVE, Places.IN_FRONT.word());
        } else if (entry.integer(Entries.POSITION_OFFSET, 0) != length) {
            throw refused(
                    Entries.POSITION_OFFSET,
                    "with peft the text begins at the position behind the prefix, and would be read as another text",
                    "Train with \"" + Entries.POSITION_OFFSET + "\": " + length);
        }
        List<Site> sites = PeftPrompts.prefixed(model);
        int width = 2 * sites.stream().mapToInt(Site::outputSize).sum();
        float[] all = new float[length * width];
        Map<Integer, TensorData> blocks = new HashMap<>();
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            int block = model.twoHalves() ? PeftPrompts.block(i, sites.size()) : i;
            int column = 2 * block * site.outputSize();
            for (String part : List.of("key", "value")) {
                float[] values = weights.find(name + "." + site.name() + "." + part)
                        .orElseThrow(() -> refused(
                                Entries.LAYERS, "with peft every layer has a prefix", "Train one in all layers"))
                        .floats();
                TensorData before = blocks.put(column, TensorData.of(Shape.of(length, site.outputSize()), values));
                if (before != null && !Arrays.equals(before.floats(), values)) {
                    throw refused(
                            Entries.LAYERS,
                            "with an even number of layers peft's decoder reads each block of keys and values twice, and"
                                    + " here the layers that would share one differ",
                            "Keep this prefix in its pack");
                }
                for (int row = 0; row < length; row++) {
                    System.arraycopy(values, row * site.outputSize(), all, row * width + column, site.outputSize());
                }
                column += site.outputSize();
            }
        }
        tensors.put(PeftPrompts.EMBEDDINGS, TensorData.of(Shape.of(length, width), all));
        common(config, "PREFIX_TUNING", length, sites.get(0).outputSize());
        config.put("prefix_projection", false);
        config.put("encoder_hidden_size", model.shape().hidden());
    }

    /** [P, H]. */
    void prompt(Map<String, Object> config, Map<String, TensorData> tensors) {
        // prompt tuning does as peft where nothing is said, but not in its exact form or behind the first token
        boolean usual = !Entries.EXACT.equals(entry.value(Entries.FORM))
                && !Entries.AFTER_BOS.equals(entry.value(Entries.COMBINE));
        if (!usual || entry.value(Entries.POSITIONS) != null) {
            hold(Entries.POSITIONS, Entries.SHIFTED);
        }
        if (!usual || entry.value(Entries.SUMMARY) != null) {
            hold(Entries.SUMMARY, Entries.PROMPT);
        }
        int length = entry.integer(Entries.VIRTUAL_TOKENS);
        Site site = model.site(SiteKind.EMBEDDINGS).orElseThrow();
        TensorData embeddings = weights.take(name + "." + site.name() + ".embeddings");
        // peft keeps as many for the decoder, which nothing reads
        tensors.put(
                PeftPrompts.EMBEDDINGS,
                model.twoHalves() ? Tensors.stacked(List.of(embeddings, embeddings)) : embeddings);
        common(config, "PROMPT_TUNING", length, site.outputSize());
        config.put("prompt_tuning_init", "RANDOM");
    }

    private void hold(String key, Object value) {
        if (!value.equals(entry.value(key))) {
            throw refused(
                    key,
                    "with peft it is always " + value,
                    "Train with \"" + key + "\": " + (value instanceof String ? "\"" + value + "\"" : value));
        }
    }

    /** @param width the columns of a virtual token, or of the keys of one */
    private void common(Map<String, Object> config, String type, int length, int width) {
        config.put(PeftImport.TYPE, type);
        config.put(PeftPrompts.LENGTH, length);
        config.put("num_layers", PeftPrompts.prefixed(model).size());
        config.put("token_dim", width);
        // those whose keys a prefix stands in front of: peft computes a prefix's width from them
        config.put(
                "num_attention_heads",
                model.config("num_key_value_heads", "num_attention_heads", "n_head", "num_heads"));
        config.put("num_transformer_submodules", PeftPrompts.submodules(model));
    }

    private ConfigurationException refused(String key, String reason, String remedy) {
        return new ConfigurationException(entry.where() + ", " + key + " = " + entry.value(key), reason, remedy);
    }
}
