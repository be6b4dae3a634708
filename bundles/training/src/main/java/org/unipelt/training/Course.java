package org.unipelt.training;

import java.util.List;
import org.unipelt.api.client.Trainer.Epoch;

/**
 * What a run has done so far.
 *
 * @param learningRate the highest rate, as it was written or found
 * @param losses the loss of every step
 * @param epochs all epochs that were judged
 * @param best the best of them
 * @param seconds how long it took, the judging counted
 */
record Course(double learningRate, List<Double> losses, List<Epoch> epochs, BestEpoch best, double seconds) {
    Course {
        losses = List.copyOf(losses);
        epochs = List.copyOf(epochs);
    }

    /** How many epochs are done: the number of the last one that was judged. */
    int epochsDone() {
        return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch();
    }

    /** Nothing yet. */
    static Course start(double learningRate) {
        return new Course(learningRate, List.of(), List.of(), BestEpoch.NONE, 0);
    }
}
