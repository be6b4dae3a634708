package org.unipelt.api.comparison;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;

/**
 * Trains and judges many compositions alike: tasks by numbers of training rows by compositions by seeds, as UniPELT's protocol
 * for few data does (Mao et al. 2022, arXiv 2110.07577). The service of the comparison bundle.
 */
@ProviderType
public interface Comparer {

    /**
     * Makes the runs of a comparison that were not made before. Each is noted in {@code runs.jsonl} of the output folder the
     * moment that it ends, so that a comparison that is stopped goes on where it was.
     *
     * @param cancelled asked after each training step; when true, the runs at work are given up, and what was noted is
     *     compared. True from the start, it only reads
     * @throws ConfigurationException if a value does not fit
     * @throws DataException if a task's files cannot be used, or the output folder cannot be written
     * @throws UnavailableException if a method, gate, model or task is missing
     */
    Comparison compare(Request request, Listener listener, BooleanSupplier cancelled);

    /**
     * What to compare.
     *
     * @param configuration the keys of a comparison, as JSON holds them
     * @param where how messages name the configuration
     * @param folder what relative files in the configuration are resolved against
     * @param output the folder for {@code runs.jsonl}
     * @param parallel how many runs are at work at a time
     */
    @ProviderType
    record Request(Map<String, Object> configuration, String where, Path folder, Path output, int parallel) {}

    /** Hears how a comparison goes; from several threads, one at a time. */
    @ConsumerType
    interface Listener {
        /** So many runs are to be made, and so many of them were made before. */
        default void planned(int runs, int made) {}

        /** A run begins. */
        default void started(String run) {}

        /** A run is noted; {@code made} of {@code runs} are. */
        default void ended(Run run, int made, int runs) {}

        /** Something that a user should know. */
        default void noticed(String message) {}
    }
}
