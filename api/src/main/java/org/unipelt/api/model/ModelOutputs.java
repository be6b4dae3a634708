package org.unipelt.api.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a forward pass gives.
 *
 * @param hiddenStates [batch, sequence, hidden] for the embeddings and after each layer; of the encoder where there are two
 *     halves
 * @param mask the weight of each place, [batch, sequence]: longer than the input's where there are virtual tokens
 * @param first the place of the token that stands for the text: 0 but for some kinds of virtual tokens
 * @param named further outputs, drawn when asked for: {@code pooler_output}, {@link #LOGITS}
 * @param decoder what the decoder gives, for a model of two halves
 * @param virtual the virtual tokens in the sequence, in the order in which they were put in; the orchestrator knows them
 */
@ProviderType
public record ModelOutputs(
        List<Operand<TFloat32>> hiddenStates,
        Operand<TFloat32> mask,
        int first,
        Map<String, Supplier<Operand<TFloat32>>> named,
        Optional<ModelOutputs> decoder,
        List<Virtual> virtual) {
    /** The scores of all words at each place, [batch, sequence, vocabulary]: of masked words, or of what comes next. */
    public static final String LOGITS = "logits";

    /** The scores of all words for what comes behind the last place, [batch, vocabulary]; models that write have it. */
    public static final String NEXT_TOKEN_LOGITS = "next_token_logits";

    /** The scores of the classes of a checkpoint's own classifier, [batch, classes]. */
    public static final String CLASSIFICATION_LOGITS = "classification_logits";

    public ModelOutputs {
        hiddenStates = List.copyOf(hiddenStates);
        named = Map.copyOf(named);
        virtual = List.copyOf(virtual);
    }

    /**
     * Virtual tokens in a row.
     *
     * @param place where the first stood when they were put in: 0 in front of everything, else behind the text's first token,
     *     which padding in front puts off in its row
     * @param length how many they are
     */
    @ProviderType
    public record Virtual(int place, int length) {

        /**
         * Where the first stands in each row.
         *
         * @param mask the weight of each place, with these tokens or without, [batch, sequence]
         * @return [batch, 1]
         */
        public Operand<TInt32> start(Ops tf, Operand<TFloat32> mask) {
            if (place == 0) {
                Operand<TInt32> rows = tf.slice(tf.shape(mask), tf.array(0), tf.array(1));
                return tf.fill(tf.concat(List.of(rows, tf.array(1)), tf.constant(0)), tf.constant(0));
            }
            Operand<TFloat32> text = tf.slice(mask, tf.array(0, place - 1), tf.array(-1, -1));
            Operand<TFloat32> zero = tf.constant(0f);
            Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greater(text, zero), TFloat32.class);
            Operand<TFloat32> number = tf.math.cumsum(kept, tf.constant(1), new Cumsum.Options[0]);
            Operand<TInt32> padding = tf.dtypes.cast(tf.math.equal(number, zero), TInt32.class);
            return tf.math.add(tf.sum(padding, tf.constant(1), Sum.keepDims(true)), tf.constant(place));
        }
    }

    /** The outputs of a model as its family draws them. */
    public ModelOutputs(
            List<Operand<TFloat32>> hiddenStates,
            Operand<TFloat32> mask,
            int first,
            Map<String, Supplier<Operand<TFloat32>>> named,
            Optional<ModelOutputs> decoder) {
        this(hiddenStates, mask, first, named, decoder, List.of());
    }

    /** The outputs of a model of one half. */
    public ModelOutputs(
            List<Operand<TFloat32>> hiddenStates,
            Operand<TFloat32> mask,
            int first,
            Map<String, Supplier<Operand<TFloat32>>> named) {
        this(hiddenStates, mask, first, named, Optional.empty());
    }

    /** The hidden states after the last layer. */
    public Operand<TFloat32> last() {
        return hiddenStates.get(hiddenStates.size() - 1);
    }

    /** What a task's head reads: the decoder's outputs where there is one beside an encoder. */
    public ModelOutputs read() {
        return decoder.orElse(this);
    }

    /**
     * What belongs to the tokens of the text itself, padding too: what heads read that say something of each token.
     *
     * @param x of all places: {@link #last}, {@link #mask} or {@link #LOGITS}, [batch, sequence] or [batch, sequence, size]
     * @return the same without virtual tokens: its sequence is that of the input
     */
    public Operand<TFloat32> ofText(Ops tf, Operand<TFloat32> x) {
        Operand<TFloat32> text = x;
        Operand<TFloat32> weights = mask;
        for (int i = virtual.size() - 1; i >= 0; i--) {
            Virtual tokens = virtual.get(i);
            text = without(tf, text, weights, tokens);
            weights = without(tf, weights, weights, tokens);
        }
        return text;
    }

    private static Operand<TFloat32> without(Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask, Virtual tokens) {
        if (tokens.place() == 0) {
            int[] begins = new int[x.shape().numDimensions()];
            int[] sizes = new int[begins.length];
            Arrays.fill(sizes, -1);
            begins[1] = tokens.length();
            return tf.slice(x, tf.array(begins), tf.array(sizes));
        }
        Operand<TInt32> length = tf.gather(tf.shape(mask), tf.constant(1), tf.constant(0));
        Operand<TInt32> places =
                tf.range(tf.constant(0), tf.math.sub(length, tf.constant(tokens.length())), tf.constant(1));
        Operand<TInt32> behind = tf.dtypes.cast(tf.math.greaterEqual(places, tokens.start(tf, mask)), TInt32.class);
        Operand<TInt32> kept = tf.math.add(places, tf.math.mul(behind, tf.constant(tokens.length())));
        return tf.gather(x, kept, tf.constant(1), Gather.batchDims(1L));
    }
}
