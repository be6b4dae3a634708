package org.unipelt.orchestrator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.ModelSource;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.model.bert.BertModel;

/** A BERT of two layers with random weights, in a real session. */
final class SmallBert {
    static final int HIDDEN = 16;
    static final int LAYERS = 2;
    static final int VOCABULARY = 50;

    private SmallBert() {}

    static Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "bert");
        config.put("hidden_size", HIDDEN);
        config.put("num_hidden_layers", LAYERS);
        config.put("num_attention_heads", 4);
        config.put("intermediate_size", 24);
        config.put("vocab_size", VOCABULARY);
        config.put("max_position_embeddings", 40);
        config.put("type_vocab_size", 2);
        config.put("layer_norm_eps", 1e-12);
        config.put("hidden_act", "gelu");
        config.put("hidden_dropout_prob", 0.1);
        config.put("attention_probs_dropout_prob", 0.1);
        return config;
    }

    static Host host() {
        return host(Map.of());
    }

    /** @param changes to {@link #config} */
    static Host host(Map<String, Object> changes) {
        ModelSource source = source(changes);
        BaseModelInstance model = new BertModel().instantiate(source.config());
        Host host = Host.load(source, model, Device.of("cpu"), checkpoint(), tokenizer());
        host.use();
        return host;
    }

    /** @param changes to {@link #config} */
    static ModelSource source(Map<String, Object> changes) {
        Map<String, Object> config = config();
        config.putAll(changes);
        return new ModelSource("small", config, files());
    }

    static Checkpoint checkpoint() {
        return new RandomCheckpoint();
    }

    private static ModelFiles files() {
        return new ModelFiles() {
            @Override
            public Set<String> names() {
                return Set.of();
            }

            @Override
            public java.io.InputStream open(String name) throws java.io.IOException {
                throw new java.io.FileNotFoundException(name);
            }
        };
    }

    /** The tensors of a BERT encoder with pooler; layer norms are near one. */
    private static final class RandomCheckpoint implements Checkpoint {
        private final Map<String, Shape> shapes = new LinkedHashMap<>();

        RandomCheckpoint() {
            put("embeddings.word_embeddings.weight", VOCABULARY, HIDDEN);
            put("embeddings.position_embeddings.weight", 40, HIDDEN);
            put("embeddings.token_type_embeddings.weight", 2, HIDDEN);
            norm("embeddings.LayerNorm");
            for (int layer = 0; layer < LAYERS; layer++) {
                String at = "encoder.layer." + layer + ".";
                linear(at + "attention.self.query", HIDDEN, HIDDEN);
                linear(at + "attention.self.key", HIDDEN, HIDDEN);
                linear(at + "attention.self.value", HIDDEN, HIDDEN);
                linear(at + "attention.output.dense", HIDDEN, HIDDEN);
                norm(at + "attention.output.LayerNorm");
                linear(at + "intermediate.dense", HIDDEN, 24);
                linear(at + "output.dense", 24, HIDDEN);
                norm(at + "output.LayerNorm");
            }
            linear("pooler.dense", HIDDEN, HIDDEN);
        }

        private void linear(String name, int in, int out) {
            put(name + ".weight", out, in);
            put(name + ".bias", out);
        }

        private void norm(String name) {
            put(name + ".weight", HIDDEN);
            put(name + ".bias", HIDDEN);
        }

        private void put(String name, long... dimensions) {
            shapes.put(name, Shape.of(dimensions));
        }

        @Override
        public Set<String> names() {
            return shapes.keySet();
        }

        @Override
        public Shape shape(String name) {
            return shapes.get(name);
        }

        @Override
        public float[] read(String name, boolean transpose) {
            float[] values = new float[(int) shapes.get(name).size()];
            Random random = new Random(name.hashCode());
            float middle = name.endsWith("LayerNorm.weight") ? 1 : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = middle + (float) (0.3 * random.nextGaussian());
            }
            return values;
        }

        @Override
        public void close() {
            shapes.clear();
        }
    }

    /** Reads a text as numbers: "3 7 9" are the ids 3, 7 and 9. */
    static TextTokenizer tokenizer() {
        return new NumberTokenizer();
    }

    private static final class NumberTokenizer implements TextTokenizer {
        @Override
        public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
            int[] ids = java.util.Arrays.stream(text.split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Encoding(ids, new int[ids.length], offsets(text), java.util.List.of(text.split(" ")), false);
        }

        private static int[][] offsets(String text) {
            int[][] offsets = new int[text.split(" ").length][];
            int start = 0;
            for (int i = 0; i < offsets.length; i++) {
                int end = start + text.split(" ")[i].length();
                offsets[i] = new int[] {start, end};
                start = end + 1;
            }
            return offsets;
        }

        @Override
        public String decode(int[] ids, boolean skipSpecialTokens) {
            return java.util.Arrays.toString(ids);
        }

        @Override
        public int vocabularySize() {
            return VOCABULARY;
        }

        @Override
        public int paddingId() {
            return 0;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
