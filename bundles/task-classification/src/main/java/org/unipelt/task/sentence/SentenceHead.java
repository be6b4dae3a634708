package org.unipelt.task.sentence;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Weights;

/**
 * How scores are computed from what a base model gives for a text.
 *
 * @param pooling how the sentence vector is found
 * @param hiddenLayer whether there is a layer before the classifier
 */
public record SentenceHead(Pooling pooling, boolean hiddenLayer) {
    private static final String POOLING = "pooling";
    private static final String HIDDEN_LAYER = "hidden_layer";
    /** The deviation that BERT starts its own weights with. */
    private static final double DEVIATION = 0.02;

    /** The keys of the head. */
    public static OptionSchema options() {
        return OptionSchema.of(
                Option.text(
                        POOLING,
                        Pooling.AUTO.word(),
                        "how a sentence vector is read off the last layer",
                        Pooling.words().toArray(String[]::new)),
                Option.flag(
                        HIDDEN_LAYER,
                        false,
                        "whether a layer with tanh, as wide as the model, stands before the scores"));
    }

    /** The head that a user wants. */
    public static SentenceHead of(Options options) {
        return new SentenceHead(Pooling.of(options.text(POOLING)), options.flag(HIDDEN_LAYER));
    }

    /** The head that {@link #describe} described. */
    public static SentenceHead of(HeadState state) {
        String pooling = state.get(
                POOLING,
                null,
                "one of " + String.join(", ", Pooling.words()),
                HeadState.of(String.class, Pooling.words()::contains));
        boolean hiddenLayer =
                state.get(HIDDEN_LAYER, false, "true or false", HeadState.of(Boolean.class, value -> true));
        return new SentenceHead(Pooling.of(pooling), hiddenLayer);
    }

    /** Adds to a state what {@link #of(HeadState)} needs. */
    public void describe(Map<String, Object> state) {
        state.put(POOLING, pooling.word());
        state.put(HIDDEN_LAYER, hiddenLayer);
    }

    /**
     * Declares the weights.
     *
     * @param hint how the base model gives a sentence vector, where it says so
     * @param scores how many scores each text has
     */
    public SentenceScores declare(ModelShape shape, Optional<String> hint, Weights weights, int scores) {
        Optional<SentenceScores.Linear> dense =
                hiddenLayer ? Optional.of(linear(weights, "dense", shape.hidden(), shape.hidden())) : Optional.empty();
        return new SentenceScores(
                pooling.resolve(hint),
                dense,
                linear(weights, "classifier", shape.hidden(), scores),
                shape.hiddenDropout());
    }

    private static SentenceScores.Linear linear(Weights weights, String name, int in, int out) {
        Parameter weight = weights.parameter(name + ".weight", Shape.of(in, out), Initializer.normal(DEVIATION));
        return new SentenceScores.Linear(weight, weights.parameter(name + ".bias", Shape.of(out), Initializer.zeros()));
    }
}
