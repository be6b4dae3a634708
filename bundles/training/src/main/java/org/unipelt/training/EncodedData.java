package org.unipelt.training;

import java.util.Optional;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.TaskHead;

/**
 * A task's data as the model reads it.
 *
 * @param head the task with its labels
 * @param training texts to train on
 * @param dev texts to judge on
 * @param maximumLength what texts were cut to
 * @param modelMaximum what the model takes
 */
record EncodedData(TaskHead head, EncodedSet training, EncodedSet dev, int maximumLength, int modelMaximum) {

    /** Tokenises all texts for a composition, each cut to what is wanted or, if that is less, what its model takes. */
    static EncodedData of(TaskData data, TrainableComposition trainable, int wantedLength) {
        int modelMaximum = trainable.maximumLength();
        int maximumLength = Math.min(wantedLength, modelMaximum);
        return new EncodedData(
                data.head(),
                EncodedSet.of(data.training(), trainable.tokenizer(), maximumLength),
                EncodedSet.of(data.dev(), trainable.tokenizer(), maximumLength),
                maximumLength,
                modelMaximum);
    }

    /** What a user should know of texts that were cut; empty where none was. */
    Optional<String> cutTexts() {
        int cut = training.truncated() + dev.truncated();
        String remedy = maximumLength < modelMaximum
                ? "raise maximum_length to keep more of them (the model takes " + modelMaximum + ")"
                : "the model takes no more";
        return cut == 0
                ? Optional.empty()
                : Optional.of(cut + " of " + (training.size() + dev.size()) + " texts are longer than " + maximumLength
                        + " tokens and are cut: " + remedy);
    }
}
