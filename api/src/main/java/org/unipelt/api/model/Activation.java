package org.unipelt.api.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;

/** The activations of feed-forward networks, by the words of config.json. */
@ProviderType
public enum Activation {
    /** x Phi(x), with the error function (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
    GELU("gelu") {
        @Override
        public Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x) {
            Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
            Operand<TFloat32> half = tf.constant(0.5f);
            return tf.math.mul(x, tf.math.mul(half, tf.math.add(tf.constant(1f), erf)));
        }
    },
    /** The same, approximated: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
    GELU_TANH("gelu_new", "gelu_pytorch_tanh") {
        @Override
        public Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x) {
            double scale = Math.sqrt(2 / Math.PI);
            Operand<TFloat32> factor = tf.math.add(
                    tf.constant((float) scale),
                    tf.math.mul(tf.constant((float) (scale * 0.044715)), tf.math.square(x)));
            Operand<TFloat32> tanh = tf.math.tanh(tf.math.mul(x, factor));
            Operand<TFloat32> half = tf.constant(0.5f);
            return tf.math.mul(x, tf.math.add(half, tf.math.mul(half, tanh)));
        }
    },
    /** max(x, 0). */
    RELU("relu") {
        @Override
        public Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x) {
            return tf.nn.relu(x);
        }
    },
    /** x / (1 + exp(-x)), also called swish. */
    SILU("silu", "swish") {
        @Override
        public Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(x, tf.math.sigmoid(x));
        }
    };

    private final List<String> words;

    Activation(String... words) {
        this.words = List.of(words);
    }

    /** The activation of x, element by element. */
    public abstract Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x);

    /**
     * The activation that a key of config.json names.
     *
     * @throws org.unipelt.api.ConfigurationException if the word is not known
     */
    public static Activation of(String key, String word) {
        return Arrays.stream(values())
                .filter(activation -> activation.words.contains(word))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "config.json", "'" + key + "' is '" + word + "'", "Known are " + known()));
    }

    private static String known() {
        return Arrays.stream(values()).flatMap(a -> a.words.stream()).collect(Collectors.joining(", "));
    }
}
