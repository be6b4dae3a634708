package org.unipelt.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.tuning.Tuner.Listener;
import org.unipelt.api.tuning.Tuner.Trial;

/** The search by itself, over trainings whose time and result are known. */
class HalvingTest {
    private final List<String> rungs = new ArrayList<>();
    private long now;

    @Test
    void theBestThirdGoesOnWithThreeTimesTheEpochs() {
        List<Trial> trials = search(18, 1000, 1, (number, epochs) -> number);
        assertEquals(List.of("1: 9 of 2", "2: 3 of 6", "3: 1 of 18"), rungs);
        assertEquals(List.of(9, 8, 7), numbers(trials, 2));
        assertEquals(List.of(9), numbers(trials, 3));
        assertEquals(13, trials.size());
    }

    @Test
    void noRungIsTrainedForAsManyEpochsAsTheOneBefore() {
        search(4, 1000, 1, (number, epochs) -> number);
        search(1, 1000, 1, (number, epochs) -> number);
        assertEquals(List.of("1: 9 of 1", "2: 3 of 4", "1: 9 of 1"), rungs);
    }

    @Test
    void aRungEndsWithItsShareOfTheTime() {
        // each epoch takes 10: a candidate of the first rung 20, and its third of the time is 100
        List<Trial> trials = search(18, 300, 10, (number, epochs) -> number);
        assertEquals(IntStream.rangeClosed(1, 5).boxed().toList(), numbers(trials, 1));
        assertEquals(List.of(5), numbers(trials, 2));
        assertEquals(List.of(5), numbers(trials, 3));
    }

    @Test
    void theFirstOfEachRungIsTriedHoweverLittleTimeIsLeft() {
        List<Trial> trials = search(18, 1, 10, (number, epochs) -> number);
        assertEquals(List.of(1, 1, 1), trials.stream().map(Trial::candidate).toList());
    }

    @Test
    void ofEqualsTheOneThatTrainsFewerNumbersIsBetter() {
        List<Trial> trials = search(18, 1000, 1, (number, epochs) -> 0.5);
        assertEquals(List.of(1, 2, 3), numbers(trials, 2)); // candidate n trains 100 n numbers
        assertEquals(1, Halving.best(trials).get(0).candidate());
    }

    @Test
    void whatFailedIsNotTriedAgain() {
        List<Trial> trials = search(18, 1000, 1, (number, epochs) -> number > 6 ? Double.NaN : number);
        assertEquals(List.of(6, 5, 4), numbers(trials, 2));
    }

    @Test
    void tellsWhyTheBestIsTheBest() {
        List<Trial> trials = search(18, 1000, 1, (number, epochs) -> number / 10.0 + epochs / 1000.0);
        String reason = Halving.reason(trials);
        assertTrue(
                reason.startsWith("the best accuracy on the dev rows of 9 candidates: 0.9180 after 18 epochs"), reason);
        assertTrue(reason.contains("; the next is candidate 8 with 0.8060 after 6 epochs"), reason);
    }

    private interface Result {
        double of(int number, int epochs);
    }

    private List<Trial> search(int epochs, long budget, long timeOfAnEpoch, Result result) {
        Listener listener = new Listener() {
            @Override
            public void rung(int rung, int candidates, int share) {
                rungs.add(rung + ": " + candidates + " of " + share);
            }
        };
        Candidate any = new Candidate(List.of(Map.of("method", "lora")), Map.of(), 0.1);
        return new Halving(epochs, budget, () -> now, listener)
                .run(Collections.nCopies(9, any), (rung, number, candidate, share) -> {
                    now += share * timeOfAnEpoch;
                    double dev = result.of(number, share);
                    return new Trial(
                            rung,
                            number,
                            "candidate " + number,
                            candidate.parts(),
                            share,
                            "accuracy",
                            dev,
                            100L * number,
                            share * timeOfAnEpoch / 1e9,
                            Double.isNaN(dev) ? "it failed" : null);
                });
    }

    private static List<Integer> numbers(List<Trial> trials, int rung) {
        return trials.stream()
                .filter(trial -> trial.rung() == rung)
                .map(Trial::candidate)
                .toList();
    }
}
