package org.unipelt.model.llama;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** A tiny Llama of chance weights, and its formulas written out with loops, for one text. */
final class PlainLlama {
    static final int HIDDEN = 12;
    static final int HEADS = 6;
    static final int KEY_HEADS = 2;
    static final int SIZE = 4;
    static final int INNER = 20;
    static final int LAYERS = 2;
    static final int VOCABULARY = 30;

    private final Map<String, TensorData> weights = new LinkedHashMap<>();

    PlainLlama() {
        Random random = new Random(4);
        add(random, "model.embed_tokens.weight", VOCABULARY, HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String start = "model.layers." + layer + ".";
            add(random, start + "self_attn.q_proj.weight", HEADS * SIZE, HIDDEN);
            add(random, start + "self_attn.k_proj.weight", KEY_HEADS * SIZE, HIDDEN);
            add(random, start + "self_attn.v_proj.weight", KEY_HEADS * SIZE, HIDDEN);
            add(random, start + "self_attn.o_proj.weight", HIDDEN, HEADS * SIZE);
            add(random, start + "mlp.gate_proj.weight", INNER, HIDDEN);
            add(random, start + "mlp.up_proj.weight", INNER, HIDDEN);
            add(random, start + "mlp.down_proj.weight", HIDDEN, INNER);
            add(random, start + "input_layernorm.weight", HIDDEN);
            add(random, start + "post_attention_layernorm.weight", HIDDEN);
        }
        add(random, "model.norm.weight", HIDDEN);
        add(random, "lm_head.weight", VOCABULARY, HIDDEN);
    }

    static Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "llama");
        config.put("hidden_size", HIDDEN);
        config.put("num_hidden_layers", LAYERS);
        config.put("num_attention_heads", HEADS);
        config.put("num_key_value_heads", KEY_HEADS);
        config.put("head_dim", SIZE);
        config.put("intermediate_size", INNER);
        config.put("vocab_size", VOCABULARY);
        config.put("max_position_embeddings", 50);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 100.0);
        config.put("eos_token_id", 2);
        return config;
    }

    Map<String, TensorData> weights() {
        return weights;
    }

    private void add(Random random, String name, long... shape) {
        float[] values = new float[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.4 + (shape.length == 1 ? 1 : 0));
        }
        weights.put(name, TensorData.of(Shape.of(shape), values));
    }

    /** The scores of all words behind the last token of a text. */
    double[] scores(int[] text) {
        double[][] states = new double[text.length][];
        for (int t = 0; t < text.length; t++) {
            states[t] = row("model.embed_tokens.weight", text[t]);
        }
        for (int layer = 0; layer < LAYERS; layer++) {
            states = layer("model.layers." + layer + ".", states);
        }
        return product("lm_head.weight", normed("model.norm.weight", states[text.length - 1]));
    }

    private double[][] layer(String start, double[][] states) {
        int length = states.length;
        double[][] queries = new double[length][];
        double[][] keys = new double[length][];
        double[][] values = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] x = normed(start + "input_layernorm.weight", states[t]);
            queries[t] = turned(product(start + "self_attn.q_proj.weight", x), t);
            keys[t] = turned(product(start + "self_attn.k_proj.weight", x), t);
            values[t] = product(start + "self_attn.v_proj.weight", x);
        }
        double[][] next = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] mixed = new double[HEADS * SIZE];
            for (int head = 0; head < HEADS; head++) {
                attend(head, t, queries, keys, values, mixed);
            }
            double[] a = sum(states[t], product(start + "self_attn.o_proj.weight", mixed));
            double[] y = normed(start + "post_attention_layernorm.weight", a);
            double[] gate = product(start + "mlp.gate_proj.weight", y);
            double[] up = product(start + "mlp.up_proj.weight", y);
            for (int i = 0; i < INNER; i++) {
                up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
            }
            next[t] = sum(a, product(start + "mlp.down_proj.weight", up));
        }
        return next;
    }

    private static void attend(
            int head, int t, double[][] queries, double[][] keys, double[][] values, double[] mixed) {
        int shared = head / (HEADS / KEY_HEADS);
        double[] weights = new double[t + 1];
        double total = 0;
        for (int s = 0; s <= t; s++) {
            double score = 0;
            for (int i = 0; i < SIZE; i++) {
                score += queries[t][head * SIZE + i] * keys[s][shared * SIZE + i];
            }
            weights[s] = Math.exp(score / Math.sqrt(SIZE));
            total += weights[s];
        }
        for (int s = 0; s <= t; s++) {
            for (int i = 0; i < SIZE; i++) {
                mixed[head * SIZE + i] += weights[s] / total * values[s][shared * SIZE + i];
            }
        }
    }

    private static double[] turned(double[] x, int position) {
        double[] y = x.clone();
        for (int head = 0; head < x.length / SIZE; head++) {
            for (int i = 0; i < SIZE / 2; i++) {
                double angle = position * Math.pow(100, -2.0 * i / SIZE);
                int first = head * SIZE + i;
                int second = first + SIZE / 2;
                y[first] = x[first] * Math.cos(angle) - x[second] * Math.sin(angle);
                y[second] = x[second] * Math.cos(angle) + x[first] * Math.sin(angle);
            }
        }
        return y;
    }

    private double[] normed(String name, double[] x) {
        double square = 0;
        for (double value : x) {
            square += value * value / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / Math.sqrt(square + 1e-5) * weights.get(name).floats()[i];
        }
        return y;
    }

    private double[] row(String name, int number) {
        double[] row = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            row[i] = weights.get(name).floats()[number * HIDDEN + i];
        }
        return row;
    }

    private double[] product(String name, double[] x) {
        float[] matrix = weights.get(name).floats();
        double[] y = new double[matrix.length / x.length];
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += matrix[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
