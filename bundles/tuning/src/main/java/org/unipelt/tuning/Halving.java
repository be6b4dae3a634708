package org.unipelt.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.unipelt.api.tuning.Tuner.Listener;
import org.unipelt.api.tuning.Tuner.Trial;

/**
 * Successive halving by time: each rung has an equal share of the budget, tries the best of the rung before as long as its
 * share lasts, and hands on the best third. For one use.
 */
final class Halving {
    private static final int RUNGS = 3;
    /** A third goes on, with three times the epochs. */
    private static final int FACTOR = 3;

    private static final double NANOS = 1e9;

    /** How many epochs the candidates of each rung are trained for. */
    private final List<Integer> shares;

    private final long budget;
    private final LongSupplier clock;
    private final Listener listener;
    private final List<Trial> trials = new ArrayList<>();

    /** Trains a candidate. */
    interface Trainee {
        /** @return null where it was stopped by the user before anything was judged */
        Trial train(int rung, int number, Candidate candidate, int epochs);
    }

    /**
     * A search.
     *
     * @param epochs those of the last rung
     * @param budget nanoseconds
     * @param clock nanoseconds since the start
     */
    Halving(int epochs, long budget, LongSupplier clock, Listener listener) {
        this.shares = IntStream.rangeClosed(1, RUNGS)
                .map(rung -> Math.max(1, (int) Math.round(epochs / Math.pow(FACTOR, RUNGS - rung))))
                .distinct() // the same again would give the same
                .boxed()
                .toList();
        this.budget = budget;
        this.clock = clock;
        this.listener = listener;
    }

    /** Trains candidates rung by rung; gives all trials. */
    List<Trial> run(List<Candidate> candidates, Trainee trainee) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            numbers.add(i);
        }
        for (int rung = 1; rung <= shares.size() && !numbers.isEmpty(); rung++) {
            numbers = rung(rung, numbers, candidates, trainee);
        }
        return List.copyOf(trials);
    }

    private List<Integer> rung(int rung, List<Integer> numbers, List<Candidate> candidates, Trainee trainee) {
        int share = shares.get(rung - 1);
        listener.rung(rung, numbers.size(), share);
        long begin = clock.getAsLong();
        long end = begin + (budget - begin) / (shares.size() - rung + 1);
        List<Trial> done = new ArrayList<>();
        for (int number : numbers) {
            Trial trial = lasts(end, done) ? trainee.train(rung, number + 1, candidates.get(number), share) : null;
            if (trial == null) {
                break;
            }
            trials.add(trial);
            done.add(trial);
            listener.tried(trial);
        }
        int kept = Math.max(1, done.size() / FACTOR);
        return best(done).stream()
                .limit(kept)
                .map(trial -> trial.candidate() - 1)
                .toList();
    }

    /**
     * Whether one more is likely to end in time, as long as those before trained; the first is always tried. What the first waited
     * for beside, the base model to be loaded, the next does not.
     */
    private boolean lasts(long end, List<Trial> done) {
        double seconds = done.stream().mapToDouble(Trial::seconds).average().orElse(0);
        return done.isEmpty() || clock.getAsLong() + seconds * NANOS <= end;
    }

    /** Those that were judged, the best first; of equals the one that trains fewer numbers. */
    static List<Trial> best(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.failure() == null && !Double.isNaN(trial.dev()))
                .sorted(Comparator.comparingDouble(Trial::dev).reversed().thenComparingLong(Trial::trained))
                .toList();
    }

    /** Why the best is the best, in words. */
    static String reason(List<Trial> trials) {
        List<Trial> best = best(trials);
        Trial first = best.get(0);
        long tried = trials.stream().map(Trial::candidate).distinct().count();
        String other = best.stream()
                .filter(trial -> trial.candidate() != first.candidate())
                .findFirst()
                .map(next -> "; the next is " + next.title() + " with " + decimals(next.dev()) + " after "
                        + epochs(next.epochs()) + " and " + count(next.trained()) + " numbers trained")
                .orElse("");
        return "the best " + first.metric() + " on the dev rows of " + tried
                + (tried == 1 ? " candidate: " : " candidates: ") + decimals(first.dev()) + " after "
                + epochs(first.epochs()) + " and " + count(first.trained()) + " numbers trained" + other;
    }

    private static String epochs(int epochs) {
        return epochs == 1 ? "1 epoch" : epochs + " epochs";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
