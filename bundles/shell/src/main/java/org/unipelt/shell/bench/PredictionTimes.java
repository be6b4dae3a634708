package org.unipelt.shell.bench;

import java.util.List;
import java.util.Map;

/**
 * What a prediction for one short text takes; seconds, medians.
 *
 * @param prediction from the text to the answer
 * @param run the composition's run on the same tokens, with feeding and fetching
 * @param more what the prediction takes more than the run of the same round
 * @param tokenising from the text to the batch, a part of what it takes more
 * @param feeding feeding and fetching alone, by a session that computes nothing: a part of the run
 */
public record PredictionTimes(double prediction, double run, double more, double tokenising, double feeding) {
    static final String PREDICTION = "prediction";
    static final String RUN = "run";
    static final String TOKENISING = "tokenising";
    static final String FEEDING = "feeding";

    /** @param times of each piece of work, round by round */
    static PredictionTimes of(Map<String, List<Double>> times) {
        return new PredictionTimes(
                Rounds.median(times.get(PREDICTION)),
                Rounds.median(times.get(RUN)),
                Rounds.median(times.get(PREDICTION), times.get(RUN), (prediction, run) -> prediction - run),
                Rounds.median(times.get(TOKENISING)),
                Rounds.median(times.get(FEEDING)));
    }

    /** What a prediction takes beside the computation itself. */
    double overhead() {
        return more + feeding;
    }
}
