package org.unipelt.generation;

import java.util.List;

/** The texts that come of one given text, while they are written. */
interface Search {

    /** The rows that it goes on with in the next step, empty when it is done: which present row, and with which token. */
    List<Step> next(Logits logits);

    /** What was written, best first; complete when it is done. */
    List<Written> results();

    /**
     * A row of the next step.
     *
     * @param from its present row
     */
    record Step(int from, int token) {}
}
