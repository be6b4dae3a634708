package org.unipelt.generation;

/**
 * The scores of all words for each present row.
 *
 * @param values [rows, vocabulary]
 * @param first the first row of the one that asks
 */
record Logits(float[] values, int vocabulary, int first) {

    float at(int row, int token) {
        return values[(first + row) * vocabulary + token];
    }

    /** log sum exp of a row: a token's log-probability is its score less this. */
    double normaliser(int row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int token = 0; token < vocabulary; token++) {
            largest = Math.max(largest, at(row, token));
        }
        double sum = 0;
        for (int token = 0; token < vocabulary; token++) {
            sum += Math.exp(at(row, token) - largest);
        }
        return largest + Math.log(sum);
    }
}
