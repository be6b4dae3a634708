package org.unipelt.checkpoints;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelFiles;

/** Writes the config.json of a BERT that came without one, from the shapes of its weights. */
final class DerivedConfig {
    /** BERT's heads are 64 wide unless the checkpoint tells otherwise. */
    private static final int HEAD_SIZE = 64;

    private static final String WORDS = "embeddings.word_embeddings.weight";

    private DerivedConfig() {}

    /**
     * The config.
     *
     * @param model how messages name the model
     * @throws DataException if the checkpoint is not that of a BERT
     */
    static Map<String, Object> of(String model, ModelFiles files) {
        try (Checkpoint checkpoint = Checkpoints.open(model, files)) {
            String prefix = prefix(model, checkpoint.names());
            Shape words = shape(model, checkpoint, prefix + WORDS);
            int hidden = (int) words.get(1);
            Shape types = shape(model, checkpoint, prefix + "embeddings.token_type_embeddings.weight");
            if (types.get(0) == 1) {
                throw unknown(model, "has one type of token, as a RoBERTa");
            }
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("model_type", "bert");
            config.put("vocab_size", words.get(0));
            config.put("hidden_size", hidden);
            config.put("num_hidden_layers", layers(model, checkpoint.names(), prefix));
            config.put("num_attention_heads", heads(model, files, hidden));
            config.put(
                    "intermediate_size",
                    shape(model, checkpoint, prefix + "encoder.layer.0.intermediate.dense.weight")
                            .get(0));
            config.put(
                    "max_position_embeddings",
                    shape(model, checkpoint, prefix + "embeddings.position_embeddings.weight")
                            .get(0));
            config.put("type_vocab_size", types.get(0));
            config.put("hidden_act", "gelu");
            config.put("layer_norm_eps", 1e-12);
            config.put("hidden_dropout_prob", 0.1);
            config.put("attention_probs_dropout_prob", 0.1);
            config.put("pad_token_id", 0);
            return config;
        }
    }

    private static String prefix(String model, Set<String> names) {
        Optional<String> words =
                names.stream().filter(name -> name.endsWith(WORDS)).findFirst();
        String prefix = words.map(name -> name.substring(0, name.length() - WORDS.length()))
                .orElseThrow(() -> unknown(model, "has no word embeddings"));
        if (!prefix.isEmpty() && !prefix.equals("bert.")) {
            throw unknown(model, "names its weights '" + prefix + "...'");
        }
        return prefix;
    }

    private static long layers(String model, Set<String> names, String prefix) {
        String start = prefix + "encoder.layer.";
        long layers = names.stream()
                .filter(name -> name.startsWith(start))
                .map(name -> name.substring(start.length(), name.indexOf('.', start.length())))
                .distinct()
                .count();
        if (layers == 0) {
            throw unknown(model, "has no layers");
        }
        return layers;
    }

    private static int heads(String model, ModelFiles files, int hidden) {
        int heads = Checkpoints.heads(model, files, hidden).orElse(hidden / HEAD_SIZE);
        if (heads == 0 || hidden % heads != 0) {
            throw unknown(model, "does not tell how many attention heads it has");
        }
        return heads;
    }

    private static Shape shape(String model, Checkpoint checkpoint, String name) {
        if (!checkpoint.names().contains(name) || checkpoint.shape(name).numDimensions() != 2) {
            throw unknown(model, "has no matrix '" + name + "'");
        }
        return checkpoint.shape(name);
    }

    private static DataException unknown(String model, String reason) {
        return new DataException(
                model,
                "has no config.json, and its weights are not those of a BERT: it " + reason,
                "Import a directory with the config.json of the model instead");
    }
}
