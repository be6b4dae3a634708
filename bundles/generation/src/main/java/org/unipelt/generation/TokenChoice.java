package org.unipelt.generation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/** Chooses the next token of a row. */
@FunctionalInterface
interface TokenChoice {
    /** The best one: the first of those with the highest score. */
    TokenChoice BEST = (logits, row) -> {
        int best = 0;
        for (int token = 1; token < logits.vocabulary(); token++) {
            if (logits.at(row, token) > logits.at(row, best)) {
                best = token;
            }
        }
        return best;
    };

    int choose(Logits logits, int row);

    /**
     * Draws by probability among the likeliest: first temperature, then the k best, then those that make up p together (Fan
     * et al. 2018, arXiv 1805.04833; Holtzman et al. 2020, arXiv 1904.09751).
     */
    static TokenChoice drawn(Settings.Sampling sampling, SplittableRandom random) {
        return (logits, row) -> {
            Integer[] byScore = new Integer[logits.vocabulary()];
            Arrays.setAll(byScore, token -> token);
            Arrays.sort(byScore, Comparator.comparingDouble(token -> -logits.at(row, token)));
            int kept = sampling.topK() == 0 ? byScore.length : Math.min(sampling.topK(), byScore.length);
            double[] weights = new double[kept];
            double best = logits.at(row, byScore[0]) / sampling.temperature();
            double sum = 0;
            for (int i = 0; i < kept; i++) {
                weights[i] = Math.exp(logits.at(row, byScore[i]) / sampling.temperature() - best);
                sum += weights[i];
            }
            kept = nucleus(weights, sum * sampling.topP());
            return byScore[pick(weights, kept, random.nextDouble())];
        };
    }

    /** How many of the likeliest reach this sum; at least one. */
    private static int nucleus(double[] weights, double needed) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum >= needed) {
                return i + 1;
            }
        }
        return weights.length;
    }

    private static int pick(double[] weights, int kept, double chance) {
        double left = chance * Arrays.stream(weights, 0, kept).sum();
        int at = 0;
        while (at < kept - 1 && left >= weights[at]) {
            left -= weights[at++];
        }
        return at;
    }
}
