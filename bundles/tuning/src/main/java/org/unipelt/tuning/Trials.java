package org.unipelt.tuning;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.client.Trainer;
import org.unipelt.api.tuning.Tuner.Listener;
import org.unipelt.api.tuning.Tuner.Request;
import org.unipelt.api.tuning.Tuner.Trial;

/** Trains candidates and keeps the best one's pack. */
final class Trials implements Halving.Trainee {
    private final Trainer trainer;
    private final Request request;
    private final BestPack packs;
    private final Listener listener;
    private final BooleanSupplier cancelled;
    private final BooleanSupplier spent;
    private Trial best;
    private boolean judged;
    private ConfigurationException refusal;

    /**
     * Trials of a request.
     *
     * @param cancelled whether the user wants it to end
     * @param spent whether the budget is spent
     */
    Trials(
            Trainer trainer,
            Request request,
            BestPack packs,
            Listener listener,
            BooleanSupplier cancelled,
            BooleanSupplier spent) {
        this.trainer = trainer;
        this.request = request;
        this.packs = packs;
        this.listener = listener;
        this.cancelled = cancelled;
        this.spent = spent;
    }

    @Override
    public Trial train(int rung, int number, Candidate candidate, int epochs) {
        if (stops()) {
            return null;
        }
        judged = false;
        long start = System.nanoTime();
        try {
            Trainer.Result result = trainer.train(
                    candidate.around(request.composition(), epochs),
                    request.folder(),
                    packs.trial(),
                    new Hearing(),
                    this::stops);
            if (result.bestEpoch() == 0) {
                return null; // nothing was judged
            }
            Trial trial = trial(rung, number, candidate, result);
            if (isBest(trial)) {
                best = trial;
                packs.keep();
            }
            return trial;
        } catch (UniPeltException e) {
            if (e instanceof ConfigurationException refused) {
                refusal = refusal == null ? refused : refusal; // its methods may not fit this base model
            } else if (!e.getClass().equals(UniPeltException.class)) {
                throw e; // it would be no better with another candidate
            }
            return failed(rung, number, candidate, epochs, start, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) { // it may be too large, or its method's bundle broken
            return failed(rung, number, candidate, epochs, start, Failures.reason(e));
        }
    }

    private static Trial failed(int rung, int number, Candidate candidate, int epochs, long start, String reason) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Trial(
                rung, number, candidate.title(), candidate.parts(), epochs, "", Double.NaN, 0, seconds, reason);
    }

    /** A metric that is no number, as a correlation of a constant, is never the best. */
    private boolean isBest(Trial trial) {
        List<Trial> ranked = Halving.best(best == null ? List.of(trial) : List.of(best, trial));
        return !ranked.isEmpty() && ranked.get(0).equals(trial);
    }

    /** Whether a pack is kept. */
    boolean found() {
        return best != null;
    }

    /** Why the first of the candidates that cannot be composed is refused. */
    Optional<ConfigurationException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** However little time there is, one candidate is judged. */
    private boolean stops() {
        return cancelled.getAsBoolean() || (best != null || judged) && spent.getAsBoolean();
    }

    private static Trial trial(int rung, int number, Candidate candidate, Trainer.Result result) {
        return new Trial(
                rung,
                number,
                candidate.title(),
                candidate.parts(),
                result.epochsDone(),
                result.metric(),
                result.metrics().get(result.metric()),
                result.parameters().values().stream().mapToLong(Long::longValue).sum(),
                result.seconds(),
                null);
    }

    /** Passes on what every training of the same data says, once. */
    private final class Hearing implements Trainer.Listener {
        private final boolean first = best == null;

        @Override
        public void evaluated(Trainer.Epoch epoch) {
            judged |= !Double.isNaN(epoch.metrics().getOrDefault(epoch.metric(), Double.NaN));
        }

        @Override
        public void noticed(String message) {
            if (first) {
                listener.noticed(message);
            }
        }
    }
}
