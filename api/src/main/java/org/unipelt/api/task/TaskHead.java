package org.unipelt.api.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.model.Writing;
import org.unipelt.api.pelt.GraphScope;
import org.unipelt.api.pelt.Weights;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

/** A task that knows its labels: from texts to rows, and from what a model says of them to answers. Immutable. */
@ConsumerType
public interface TaskHead {

    /** What {@link TaskInstance#restore} needs, as JSON can hold it. */
    Map<String, Object> state();

    /** The metric that early stopping watches, larger being better. */
    String metric();

    /**
     * Declares the head's weights.
     *
     * @param shape the base model's sizes
     * @param pooling how the base model gives a sentence vector, where it says so: {@code mean}, {@code first}, {@code last}
     * @param weights where to declare weights; their names stand behind {@code head.}
     * @throws org.unipelt.api.ConfigurationException if the model does not give what the options ask for
     */
    Drawing declare(ModelShape shape, Optional<String> pooling, Weights weights);

    /**
     * A text as the model reads it: one row, or several where it is read in parts.
     *
     * @param maximumLength the most tokens of a row
     */
    default List<Encoding> encode(TextInput input, TextTokenizer tokenizer, int maximumLength) {
        return List.of(tokenizer.encode(input.text(), input.pair(), maximumLength, Truncation.LONGEST_FIRST));
    }

    /**
     * A text as a model that writes reads it; heads that {@link #writes} are asked this.
     *
     * @param maximumLength the most tokens of a row
     */
    default List<Encoding> encodeGiven(TextInput input, TextDecoder decoder, int maximumLength) {
        return encode(input, decoder.tokenizer(), maximumLength);
    }

    /**
     * What there is to learn from an example: a row for most tasks, else several or none.
     *
     * @param maximumLength the most tokens of a row
     * @throws org.unipelt.api.DataException if the example has no label, or one that training had not
     */
    List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength);

    /**
     * The same with a model that writes; heads that {@link #writes} are asked this.
     *
     * @param writing how the model begins and ends a text
     */
    default List<Row> rows(Example example, TextTokenizer tokenizer, int maximumLength, Writing writing) {
        return rows(example, tokenizer, maximumLength);
    }

    /**
     * The answer to each text, in order.
     *
     * @param model what to ask: to read the texts, or to write
     */
    List<Answer> answer(List<TextInput> inputs, TaskModel model);

    /** Whether it answers by writing: gates are then those of the text before anything is written. */
    default boolean writes() {
        return false;
    }

    /**
     * Refuses examples that no answer can be held against, before any is asked for.
     *
     * @param file what messages name: where the examples come from
     * @throws org.unipelt.api.DataException if an example has no label, or one that training had not
     */
    default void check(String file, List<Example> examples) {}

    /**
     * Why {@link #metric} cannot tell a good epoch from a bad one on these rows, as where it is 0 whatever is predicted; empty where
     * it can.
     *
     * @param dev the rows that early stopping is to watch, some
     */
    default Optional<String> indifference(List<Example> dev) {
        return Optional.empty();
    }

    /**
     * All metrics of answers against the examples' labels, {@link #metric} among them.
     *
     * @param answers one for each example
     */
    Map<String, Double> metrics(List<Example> examples, List<Answer> answers);

    /** What {@link #metric} is where all answers are right: 1, or 100 for metrics that count in percent. */
    default double perfect() {
        return 1;
    }

    /** Draws head and loss. */
    @ConsumerType
    interface Drawing {
        /**
         * Draws the scores of each row.
         *
         * @param outputs what the model gives; heads read {@link ModelOutputs#read}
         * @return [batch, scores], or [batch, sequence, scores] for the tokens of the text ({@link ModelOutputs#ofText})
         * @throws org.unipelt.api.ConfigurationException if the model does not give what the head reads
         */
        Operand<TFloat32> scores(GraphScope scope, ModelOutputs outputs);

        /**
         * The mean loss of a batch, a scalar.
         *
         * @param scores as {@link #scores} drew them
         * @param targets [batch, target size]: those of {@link Row#target}
         */
        Operand<TFloat32> loss(GraphScope scope, Operand<TFloat32> scores, Operand<TFloat32> targets);

        /**
         * How many losses {@link #loss} is the mean of: where a step has several batches, each counts by this.
         *
         * @param rows how many rows the batch has
         * @param targets [batch, target size], row-major
         * @return from 0; batches that all count 0 teach nothing
         */
        default int counted(int rows, float[] targets) {
            return rows;
        }
    }
}
