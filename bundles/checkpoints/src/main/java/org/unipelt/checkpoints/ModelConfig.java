package org.unipelt.checkpoints;

import java.util.Collections;
import java.util.Map;
import org.unipelt.api.DataException;
import org.unipelt.api.model.ModelFiles;

/** Reads a model's config.json. */
final class ModelConfig {
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
        checkPooling(model, config);
        if (!config.containsKey(POOLING) && files.names().contains(POOLING_FILE)) {
            addPooling(config, Json.object(files, POOLING_FILE, model));
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

    private static void addPooling(Map<String, Object> config, Map<String, Object> modes) {
        if (Boolean.TRUE.equals(modes.get("pooling_mode_mean_tokens"))) {
            config.put(POOLING, "mean");
        } else if (Boolean.TRUE.equals(modes.get("pooling_mode_cls_token"))) {
            config.put(POOLING, "first");
        }
    }
}
