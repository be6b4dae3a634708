package org.unipelt.gate.transformer;

import java.util.List;
import java.util.Map;
import org.unipelt.testkit.Values;

/** The gate as the paper's formulas say, in double precision, token by token. */
record PlainAttention(
        Map<String, Values> values, String group, int in, int size, int heads, boolean normFirst, List<String> slots) {

    double[] scores() {
        long[] shape = values.get("mask").shape();
        int batch = (int) shape[0];
        int length = (int) shape[1];
        double[] scores = new double[batch * length * slots.size()];
        for (int row = 0; row < batch; row++) {
            double[][] features = layer(row, length);
            for (int t = 0; t < length; t++) {
                for (int s = 0; s < slots.size(); s++) {
                    scores[(row * length + t) * slots.size() + s] = linear(features[t], slots.get(s), 1)[0];
                }
            }
        }
        return scores;
    }

    private double[][] layer(int row, int length) {
        double[][] features = new double[length][];
        double[][] read = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] x = new double[in];
            System.arraycopy(values.get("x").data(), (row * length + t) * in, x, 0, in);
            features[t] = linear(x, group + ".input", size);
            read[t] = normFirst ? normed(features[t]) : features[t];
        }
        double[][] result = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] attended = linear(mixed(read, t, row * length), group + ".output", size);
            result[t] = new double[size];
            for (int i = 0; i < size; i++) {
                result[t][i] = features[t][i] + attended[i];
            }
            result[t] = normFirst ? result[t] : normed(result[t]);
        }
        return result;
    }

    private double[] mixed(double[][] read, int token, int firstToken) {
        double[] query = linear(read[token], group + ".query", size);
        double[] mixed = new double[size];
        int width = size / heads;
        for (int head = 0; head < heads; head++) {
            double total = 0;
            double[] sum = new double[width];
            for (int other = 0; other < read.length; other++) {
                double[] key = linear(read[other], group + ".key", size);
                double[] value = linear(read[other], group + ".value", size);
                double product = 0;
                for (int i = head * width; i < (head + 1) * width; i++) {
                    product += query[i] * key[i];
                }
                double weight = number("mask", firstToken + other) * Math.exp(product / Math.sqrt(width));
                total += weight;
                for (int i = 0; i < width; i++) {
                    sum[i] += weight * value[head * width + i];
                }
            }
            for (int i = 0; i < width; i++) {
                mixed[head * width + i] = sum[i] / total;
            }
        }
        return mixed;
    }

    private double[] normed(double[] x) {
        double mean = 0;
        double variance = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] normed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normed[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * number(group + ".norm.weight", i)
                    + number(group + ".norm.bias", i);
        }
        return normed;
    }

    private double[] linear(double[] x, String map, int out) {
        double[] y = new double[out];
        for (int j = 0; j < out; j++) {
            y[j] = number(map + ".bias", j);
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * number(map + ".weight", i * out + j);
            }
        }
        return y;
    }

    private double number(String name, int index) {
        return values.get(name).data()[index];
    }
}
