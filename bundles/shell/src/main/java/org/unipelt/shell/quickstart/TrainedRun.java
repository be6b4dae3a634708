package org.unipelt.shell.quickstart;

import java.nio.file.Path;
import org.unipelt.api.Evaluation;
import org.unipelt.api.client.Trainer;

/**
 * One training of a contender.
 *
 * @param contender who
 * @param seed its seed
 * @param result how the training went
 * @param test how the pack did on the test rows
 * @param pack where the weights are
 */
record TrainedRun(Contender contender, int seed, Trainer.Result result, Evaluation test, Path pack) {
    /** The metric that all are compared by. */
    static final String METRIC = "accuracy";

    double score() {
        return test.metrics().get(METRIC);
    }
}
