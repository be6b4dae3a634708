package org.unipelt.task.sentence;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.family.Masks;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.options.Nearest;
import org.unipelt.api.pelt.GraphScope;

/** How the vector of a sentence, [batch, hidden], is read off a base model's outputs. */
public enum Pooling {
    /** As the base model says; else its pooler; else the first token. */
    AUTO {
        @Override
        Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
            return (outputs.read().named().containsKey(POOLER_OUTPUT) ? POOLER : FIRST).draw(scope, outputs);
        }
    },
    /** The base model's own pooler, as BERT has it. */
    POOLER {
        @Override
        Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
            Supplier<Operand<TFloat32>> pooler = outputs.read().named().get(POOLER_OUTPUT);
            if (pooler == null) {
                throw new ConfigurationException(
                        "task",
                        "\"pooling\" asks for the base model's pooler, and it has none",
                        "Use mean, first, last or auto");
            }
            return pooler.get();
        }
    },
    /** The mean over the tokens that the mask keeps: sum(m h) / sum(m). */
    MEAN {
        @Override
        Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
            Ops tf = scope.ops();
            Operand<TFloat32> mask = tf.expandDims(outputs.read().mask(), tf.constant(-1));
            Operand<TFloat32> sum = tf.sum(tf.math.mul(outputs.read().last(), mask), tf.constant(1));
            // A row of padding only, as a batch may be filled up with, gives 0 and not NaN.
            Operand<TFloat32> tokens = tf.math.maximum(tf.sum(mask, tf.constant(1)), tf.constant(1f));
            return tf.math.div(sum, tokens);
        }
    },
    /** The token of the last layer that stands for the text, as the model says: [CLS] in BERT. */
    FIRST {
        @Override
        Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
            Ops tf = scope.ops();
            Operand<TFloat32> first =
                    tf.slice(outputs.read().last(), tf.array(0, outputs.read().first(), 0), tf.array(-1, 1, -1));
            return tf.squeeze(first, Squeeze.axis(List.of(1L)));
        }
    },
    /** The last token of the last layer that the mask keeps: the only one that has read the whole text in a decoder. */
    LAST {
        @Override
        Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs) {
            ModelOutputs read = outputs.read();
            return Masks.lastToken(scope.ops(), read.last(), read.mask());
        }
    };

    private static final String POOLER_OUTPUT = "pooler_output";

    /** Draws the sentence vector, [batch, hidden]. */
    abstract Operand<TFloat32> draw(GraphScope scope, ModelOutputs outputs);

    /** The word that users write. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words that users may write. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Pooling::word).toList();
    }

    /** The pooling of a word that is one of {@link #words}. */
    public static Pooling of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * This pooling, or for {@link #AUTO} the one that the base model was trained with.
     *
     * @param hint what the base model says of itself
     */
    Pooling resolve(Optional<String> hint) {
        if (this != AUTO || hint.isEmpty()) {
            return this;
        }
        if (!words().contains(hint.get())) {
            throw new ConfigurationException(
                    "base model",
                    "it asks for the pooling '" + hint.get() + "', which is not known",
                    Nearest.hint(hint.get(), words()) + " Or set \"pooling\" in the task");
        }
        return of(hint.get());
    }
}
