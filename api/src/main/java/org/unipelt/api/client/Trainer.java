package org.unipelt.api.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.options.OptionSchema;

/** Trains compositions; the service of the training bundle. */
@ProviderType
public interface Trainer {

    /** The keys of {@code "training"}. */
    OptionSchema options();

    /**
     * Trains a composition and writes the best weights as a pack. They are written whenever the dev metric improves, so that
     * a run that is cut short leaves a pack.
     *
     * @param composition what to train; a data set that its task names is completed ({@link
     *     org.unipelt.api.data.DataSets#complete}), so that the pack has all keys written out
     * @param folder what relative files in the composition are resolved against
     * @param pack the folder to write
     * @param resume whether to go on from the pack's checkpoint, which every epoch leaves, as if the run had not ended; from
     *     the start where there is none
     * @param listener told of progress, on the calling thread
     * @param cancelled asked after each step, and before each batch that is judged; when true the run ends early and keeps the
     *     best weights so far
     * @throws ConfigurationException if a value does not fit, or the checkpoint is of another composition or training
     * @throws DataException if the task's files cannot be read or learned from, or the pack cannot be written
     * @throws UnavailableException if a method, gate, model, task or optimiser is missing
     */
    Result train(
            Composition composition,
            Path folder,
            Path pack,
            boolean resume,
            Listener listener,
            BooleanSupplier cancelled);

    /** Trains from the start. */
    default Result train(
            Composition composition, Path folder, Path pack, Listener listener, BooleanSupplier cancelled) {
        return train(composition, folder, pack, false, listener, cancelled);
    }

    /** Hears how a training goes, on the thread that trains. */
    @ConsumerType
    interface Listener {
        /** A run begins. */
        default void started(Plan plan) {}

        /** A step is done. */
        default void stepped(Progress progress) {}

        /** The dev set was judged after an epoch. */
        default void evaluated(Epoch epoch) {}

        /** Something that a user should know: texts that were cut, a device that was chosen. */
        default void noticed(String message) {}
    }

    /**
     * What a run will do at most.
     *
     * @param methods the methods, in order
     * @param parameters trainable numbers by method, gates and head
     * @param trainingExamples rows to train on
     * @param devExamples rows to judge on
     * @param steps optimiser steps of all epochs
     * @param device where it runs
     */
    @ProviderType
    record Plan(
            List<String> methods,
            Map<String, Long> parameters,
            int trainingExamples,
            int devExamples,
            int steps,
            String device) {}

    /**
     * A step that is done.
     *
     * @param step its number from 1
     * @param steps all steps of the plan
     * @param epoch its epoch from 1
     * @param loss the batch's loss
     * @param learningRate the rate it took
     * @param examples rows seen so far, over all epochs
     */
    @ProviderType
    record Progress(int step, int steps, int epoch, double loss, double learningRate, int examples) {}

    /**
     * An epoch that is done.
     *
     * @param epoch its number from 1
     * @param trainingLoss the mean over its batches
     * @param metrics the dev set's metrics
     * @param metric the one that is watched
     * @param best whether it is the best so far
     */
    @ProviderType
    record Epoch(int epoch, double trainingLoss, Map<String, Double> metrics, String metric, boolean best) {}

    /**
     * What a run gave.
     *
     * @param bestEpoch the epoch whose weights were kept, from 1
     * @param metrics the dev set's metrics with these weights
     * @param metric the one that was watched
     * @param epochs all epochs that were judged
     * @param losses the loss of every step
     * @param parameters trainable numbers by method, gates and head
     * @param seconds how long it took
     * @param cancelled whether it was cut short
     */
    @ProviderType
    record Result(
            int bestEpoch,
            Map<String, Double> metrics,
            String metric,
            List<Epoch> epochs,
            List<Double> losses,
            Map<String, Long> parameters,
            double seconds,
            boolean cancelled) {

        /** How many epochs were done; the last one's number, 0 before the first was judged. */
        public int epochsDone() {
            return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch();
        }
    }
}
