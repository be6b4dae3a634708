package org.unipelt.api.family;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.model.ModelOutputs;

/** Heads of base models on hidden states. */
@ProviderType
public final class Scores {
    private Scores() {}

    /**
     * The scores of all words at each place.
     *
     * @param states [batch, sequence, hidden]
     * @param words the embedding of each word, [vocabulary, hidden]
     * @param bias [vocabulary], or null for none
     * @return [batch, sequence, vocabulary]
     */
    public static Operand<TFloat32> ofWords(
            Ops tf, Operand<TFloat32> states, Operand<TFloat32> words, Operand<TFloat32> bias) {
        Operand<TFloat32> rows = tf.reshape(
                states, tf.constant(new int[] {-1, (int) words.shape().get(1)}));
        Operand<TFloat32> product = tf.linalg.matMul(rows, words, MatMul.transposeB(true));
        Operand<TFloat32> scores = bias == null ? product : tf.nn.biasAdd(product, bias);
        Operand<TInt32> places = tf.slice(tf.shape(states), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
        Operand<TInt32> count = tf.constant(new int[] {(int) words.shape().get(0)});
        return tf.reshape(scores, tf.concat(List.of(places, count), tf.constant(0)));
    }

    /**
     * The scores of all words for what comes behind the last place.
     *
     * @param states [batch, sequence, hidden]
     * @param words the embedding of each word, [vocabulary, hidden]
     * @param bias [vocabulary], or null for none
     * @return [batch, vocabulary]
     */
    public static Operand<TFloat32> ofNextWord(
            Ops tf, Operand<TFloat32> states, Operand<TFloat32> words, Operand<TFloat32> bias) {
        return tf.squeeze(ofWords(tf, at(tf, states, -1), words, bias), Squeeze.axis(List.of(1L)));
    }

    /**
     * The scores of words by their names among a model's outputs; each is drawn when asked for.
     *
     * @param states draws what they are computed from, [batch, sequence, hidden]
     * @param words draws the embedding of each word, [vocabulary, hidden]
     */
    public static Map<String, Supplier<Operand<TFloat32>>> named(
            Ops tf, Supplier<Operand<TFloat32>> states, Supplier<Operand<TFloat32>> words) {
        return Map.of(
                ModelOutputs.LOGITS,
                new Once(() -> ofWords(tf, states.get(), words.get(), null)),
                ModelOutputs.NEXT_TOKEN_LOGITS,
                new Once(() -> ofNextWord(tf, states.get(), words.get(), null)));
    }

    /**
     * One column of scores.
     *
     * @param scores [batch, sequence, columns]
     * @return [batch, sequence]
     */
    public static Operand<TFloat32> column(Ops tf, Operand<TFloat32> scores, int column) {
        Operand<TFloat32> slice =
                tf.slice(scores, tf.constant(new int[] {0, 0, column}), tf.constant(new int[] {-1, -1, 1}));
        return tf.squeeze(slice, Squeeze.axis(List.of(2L)));
    }

    /**
     * The state at one place, counted from the first, or from the end where it is negative.
     *
     * @param states [batch, sequence, hidden]
     * @return [batch, 1, hidden]
     */
    public static Operand<TFloat32> at(Ops tf, Operand<TFloat32> states, int place) {
        Operand<TInt32> start = place >= 0
                ? tf.constant(new int[] {0, place, 0})
                : tf.math.mul(
                        tf.math.add(tf.shape(states), tf.constant(new int[] {0, place, 0})),
                        tf.constant(new int[] {0, 1, 0}));
        return tf.slice(states, start, tf.constant(new int[] {-1, 1, -1}));
    }
}
