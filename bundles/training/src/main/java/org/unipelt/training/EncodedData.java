package org.unipelt.training;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Writing;
import org.unipelt.api.session.TrainableComposition;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;

/**
 * A task's data as the model reads it.
 *
 * @param data the texts and their labels
 * @param training rows to train on
 * @param model the composition, as it is judged
 * @param modelMaximum what the model takes
 */
record EncodedData(TaskData data, EncodedSet training, TrainedModel model, int modelMaximum) {

    /**
     * Tokenises all texts for a composition, each cut to what is wanted or, if that is less, what its model takes.
     *
     * @param cancelled asked before each batch that is judged
     * @throws DataException if nothing is left to learn from
     */
    static EncodedData of(
            TaskData data, TrainableComposition trainable, TrainingOptions options, BooleanSupplier cancelled) {
        int modelMaximum = trainable.maximumLength();
        int maximumLength = Math.min(options.maximumLength(), modelMaximum);
        EncodedSet training = EncodedSet.of(
                data.training(),
                learned(data.head(), trainable, maximumLength),
                trainable.tokenizer().paddingId());
        if (training.size() == 0) {
            throw new DataException(
                    "training data",
                    "within " + maximumLength + " tokens none of its "
                            + data.training().size() + " texts holds anything to learn from",
                    "Raise maximum_length, or name other data");
        }
        return new EncodedData(
                data,
                training,
                new TrainedModel(trainable, data.head(), maximumLength, options.batchSize(), cancelled),
                modelMaximum);
    }

    private static Function<Example, List<Row>> learned(
            TaskHead head, TrainableComposition trainable, int maximumLength) {
        TextTokenizer tokenizer = trainable.tokenizer();
        if (!head.writes()) {
            return example -> head.rows(example, tokenizer, maximumLength);
        }
        Writing writing = trainable.decoder().writing();
        return example -> head.rows(example, tokenizer, maximumLength, writing);
    }

    /** Judges on the dev set. */
    Judge judge() {
        return new Judge(data.head(), data.dev(), model);
    }

    /** The rows that judging reads: none where the head answers by writing. */
    List<Encoding> judged() {
        return data.head().writes()
                ? List.of()
                : data.dev().stream()
                        .flatMap(example -> model.rows(example.input()).stream())
                        .toList();
    }

    /** What a user should know of texts that were cut; empty where none was. */
    Optional<String> cutTexts() {
        long cut = training.truncated()
                + data.dev().stream()
                        .filter(example -> model.truncates(example.input()))
                        .count();
        String remedy = model.maximumLength() < modelMaximum
                ? "raise maximum_length to keep more of them (the model takes " + modelMaximum + ")"
                : "the model takes no more";
        int all = data.training().size() + data.dev().size();
        return cut == 0
                ? Optional.empty()
                : Optional.of(cut + " of " + all + " texts are longer than " + model.maximumLength()
                        + " tokens and are cut: " + remedy);
    }
}
