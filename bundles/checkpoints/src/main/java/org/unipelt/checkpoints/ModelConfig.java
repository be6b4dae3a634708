package org.unipelt.checkpoints;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelFiles;

/** Reads a model's config.json. */
final class ModelConfig {
    private static final Logger LOG = LoggerFactory.getLogger(ModelConfig.class);
    private static final String QUANTIZATION = "quantization_config";
    private static final String GENERATION = "generation_config.json";
    private static final List<String> WRITING = List.of("eos_token_id", "decoder_start_token_id");
    private static final String MODE = "pooling_mode";
    /** The modes of sentence-transformers by its older flags. */
    private static final Map<String, String> FLAGS = Map.of(
            "pooling_mode_mean_tokens", "mean",
            "pooling_mode_cls_token", "cls",
            "pooling_mode_lasttoken", "lasttoken",
            "pooling_mode_max_tokens", "max",
            "pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens",
            "pooling_mode_weightedmean_tokens", "weightedmean");
    /** Models whose pooling was told to be unknown: they are looked up again and again. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    /** Our words for those of its modes that heads know. */
    private static final Map<String, String> WORDS = Map.of("mean", "mean", "cls", "first", "lasttoken", "last");

    static final String FILE = "config.json";
    private static final String POOLING_FILE = "1_Pooling/config.json";
    private static final String POOLING = "unipelt_pooling";

    private ModelConfig() {}

    /**
     * The content of config.json; for a model of sentence-transformers with the way it pools as {@code unipelt_pooling}.
     *
     * @param model how messages name the model
     * @throws DataException if it is missing or broken
     */
    static Map<String, Object> read(String model, ModelFiles files) {
        if (!files.names().contains(FILE)) {
            throw new DataException(model, "has no config.json", "Give a directory that a model was saved to");
        }
        Map<String, Object> config = Json.object(files, FILE, model);
        if (!(config.get("model_type") instanceof String)) {
            throw new DataException(
                    model + "/" + FILE, "does not say which family the model is of", "Add \"model_type\": \"bert\"");
        }
        if (config.get(QUANTIZATION) != null) {
            throw new DataException(
                    model + "/" + FILE,
                    "the weights are quantised ('" + QUANTIZATION + "'), and would be read without their scales",
                    "Take the original, or save the model dequantised");
        }
        if (files.names().contains(GENERATION)) { // goes before config.json where the library writes
            Map<String, Object> generation = Json.object(files, GENERATION, model);
            WRITING.stream()
                    .filter(key -> generation.get(key) != null)
                    .forEach(key -> config.put(key, generation.get(key)));
        }
        checkPooling(model, config);
        if (!config.containsKey(POOLING) && files.names().contains(POOLING_FILE)) {
            pooling(model, Json.object(files, POOLING_FILE, model)).ifPresent(word -> config.put(POOLING, word));
        }
        return Collections.unmodifiableMap(config);
    }

    private static void checkPooling(String model, Map<String, Object> config) {
        Object pooling = config.getOrDefault(POOLING, "");
        if (!(pooling instanceof String)) {
            throw new DataException(
                    model + "/" + FILE, "'" + POOLING + "' is not a text", "Write \"mean\" or \"first\"");
        }
    }

    /** As sentence-transformers writes it: a word, or in older versions a flag for each mode. */
    private static Optional<String> pooling(String model, Map<String, Object> settings) {
        List<String> modes = new ArrayList<>();
        if (settings.get(MODE) instanceof String word) {
            modes.add(word);
        }
        FLAGS.forEach((flag, word) -> {
            if (Boolean.TRUE.equals(settings.get(flag))) {
                modes.add(word);
            }
        });
        Optional<String> only = modes.size() == 1 ? Optional.ofNullable(WORDS.get(modes.get(0))) : Optional.empty();
        if (only.isEmpty() && !modes.isEmpty() && TOLD.add(model)) {
            LOG.warn(
                    "{}/{} pools by {}, which is not known here: heads of tasks read the sentence in their own way",
                    model,
                    POOLING_FILE,
                    String.join(" and ", modes));
        }
        return only;
    }
}
