package org.unipelt.gate.recurrent;

import java.util.List;
import java.util.Map;
import org.unipelt.testkit.Values;

/** The gate as the paper's formulas say, in double precision, token by token. */
record PlainUnit(
        Map<String, Values> values, String group, int in, int size, List<String> slots, boolean bidirectional) {

    double[] scores() {
        long[] shape = values.get("mask").shape();
        int batch = (int) shape[0];
        int length = (int) shape[1];
        double[] scores = new double[batch * length * slots.size()];
        for (int row = 0; row < batch; row++) {
            double[][] forward = states(row, length, "forward", false);
            double[][] backward = bidirectional ? states(row, length, "backward", true) : new double[length][0];
            for (int t = 0; t < length; t++) {
                for (int s = 0; s < slots.size(); s++) {
                    scores[(row * length + t) * slots.size() + s] = score(slots.get(s), forward[t], backward[t]);
                }
            }
        }
        return scores;
    }

    private double score(String slot, double[] forward, double[] backward) {
        double sum = number(slot + ".bias", 0);
        for (int i = 0; i < forward.length; i++) {
            sum += forward[i] * number(slot + ".weight", i);
        }
        for (int i = 0; i < backward.length; i++) {
            sum += backward[i] * number(slot + ".weight", size + i);
        }
        return sum;
    }

    private double[][] states(int row, int length, String direction, boolean fromEnd) {
        String prefix = group + "." + direction + ".";
        double[][] states = new double[length][];
        double[] h = new double[size];
        for (int step = 0; step < length; step++) {
            int t = fromEnd ? length - 1 - step : step;
            h = next(prefix, h, row * length + t);
            states[t] = h;
        }
        return states;
    }

    private double[] next(String prefix, double[] h, int token) {
        double[] p = new double[3 * size];
        for (int j = 0; j < p.length; j++) {
            p[j] = number(prefix + "input.bias", j);
            for (int i = 0; i < in; i++) {
                p[j] += number("x", token * in + i) * number(prefix + "input.weight", i * 3 * size + j);
            }
        }
        double[] gates = new double[2 * size];
        for (int j = 0; j < gates.length; j++) {
            gates[j] = 1 / (1 + Math.exp(-p[j] - product(h, prefix + "gates.weight", 2 * size, j)));
        }
        double[] reset = new double[size];
        for (int i = 0; i < size; i++) {
            reset[i] = gates[i] * h[i];
        }
        double[] next = new double[size];
        for (int j = 0; j < size; j++) {
            double candidate = Math.tanh(p[2 * size + j] + product(reset, prefix + "candidate.weight", size, j));
            double full = gates[size + j] * h[j] + (1 - gates[size + j]) * candidate;
            double mask = number("mask", token);
            next[j] = mask * full + (1 - mask) * h[j];
        }
        return next;
    }

    private double product(double[] h, String weight, int columns, int column) {
        double sum = 0;
        for (int i = 0; i < h.length; i++) {
            sum += h[i] * number(weight, i * columns + column);
        }
        return sum;
    }

    private double number(String name, int index) {
        return values.get(name).data()[index];
    }
}
