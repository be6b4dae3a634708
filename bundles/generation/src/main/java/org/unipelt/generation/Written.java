package org.unipelt.generation;

import java.util.Arrays;

/**
 * A text while it is written.
 *
 * @param ids the tokens so far
 * @param logProbability the sum of their logarithms
 * @param score what texts are ranked by
 */
record Written(int[] ids, double logProbability, double score) {
    static final Written NOTHING = new Written(new int[0], 0, 0);

    /** Longer by a token. */
    Written with(int token, double tokenLogProbability) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = token;
        double sum = logProbability + tokenLogProbability;
        return new Written(longer, sum, sum);
    }

    Written scored(double newScore) {
        return new Written(ids, logProbability, newScore);
    }

    int length() {
        return ids.length;
    }
}
