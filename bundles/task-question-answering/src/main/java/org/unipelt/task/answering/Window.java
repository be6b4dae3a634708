package org.unipelt.task.answering;

import org.unipelt.api.text.Encoding;

/**
 * A question and a stretch of its context, as a row that the model reads.
 *
 * @param row offsets of all but the context's tokens are [0, 0]
 * @param first the place of the stretch's first token in the row
 * @param from which token of the context that is
 * @param length how many tokens of the context there are
 */
record Window(Encoding row, int first, int from, int length) {

    /**
     * What there is to learn: the places of the answer's first and last token, both the row's first where the window does not hold
     * the answer whole; and between which places they are looked for.
     *
     * @param start the answer's first token in the context
     * @param end its last token; in front of the first where no token stands for it
     */
    float[] target(int start, int end) {
        boolean whole = start <= end && start >= from && end < from + length;
        return new float[] {whole ? first + start - from : 0, whole ? first + end - from : 0, first, first + length};
    }
}
