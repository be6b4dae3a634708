package org.unipelt.api.tuning;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Composition;

/**
 * Finds a composition for a task within a time: methods, their sizes, gating and learning rate, by successive halving (Jamieson
 * and Talwalkar 2016, arXiv 1502.07943). Many candidates are trained for a few epochs; the best third goes on with three times
 * as many, and so on. The service of the tuning bundle.
 */
@ProviderType
public interface Tuner {

    /**
     * Tunes, and writes the best composition as a pack.
     *
     * @param cancelled asked after each training step; when true, the best pack so far is written
     * @throws ConfigurationException if a value does not fit
     * @throws DataException if the task's files cannot be used, or the pack cannot be written
     * @throws UnavailableException if a model or task is missing, or no method is there
     */
    Tuning tune(Request request, Listener listener, BooleanSupplier cancelled);

    /**
     * What to tune.
     *
     * @param composition base, task and what is fixed: methods that are named are the only ones to choose from, gating and
     *     training keys that are set stay as they are
     * @param folder what relative files are resolved against
     * @param pack the folder to write
     * @param budget the time for all trainings
     */
    @ProviderType
    record Request(Composition composition, Path folder, Path pack, Duration budget) {}

    /** Hears how tuning goes, on the thread that tunes. */
    @ConsumerType
    interface Listener {
        /** A rung begins: so many candidates, each for so many epochs. */
        default void rung(int rung, int candidates, int epochs) {}

        /** A candidate was trained. */
        default void tried(Trial trial) {}

        /** Something that a user should know. */
        default void noticed(String message) {}
    }

    /**
     * A candidate, trained.
     *
     * @param rung which round, from 1
     * @param candidate the candidate's number, from 1
     * @param title the candidate in a line: methods, sizes, gating, rate
     * @param composition its parts, as a configuration writes them
     * @param epochs passes over the training data that were made; those that were meant where it failed
     * @param metric what it is judged by
     * @param dev the metric on the dev rows; NaN where the training failed
     * @param trained numbers that are trained
     * @param seconds how long it took
     * @param failure why there is no result; null where there is one
     */
    @ProviderType
    record Trial(
            int rung,
            int candidate,
            String title,
            Map<String, Object> composition,
            int epochs,
            String metric,
            double dev,
            long trained,
            double seconds,
            String failure) {}

    /**
     * What tuning gave.
     *
     * @param trials all trials, rung by rung
     * @param chosen the one whose weights are in the pack
     * @param reason why it was chosen
     * @param seconds how long all took
     */
    @ProviderType
    record Tuning(List<Trial> trials, Trial chosen, String reason, double seconds) {
        public Tuning {
            trials = List.copyOf(trials);
        }
    }
}
