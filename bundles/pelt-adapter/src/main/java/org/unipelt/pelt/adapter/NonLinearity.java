package org.unipelt.pelt.adapter;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/** What stands between the projections. */
enum NonLinearity {
    RELU((tf, x) -> tf.nn.relu(x)),
    /** x (1 + erf(x / sqrt 2)) / 2. */
    GELU((tf, x) -> half(tf, x, tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5)))))),
    /** The tanh form of gelu (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
    GELU_NEW((tf, x) -> {
        Operand<TFloat32> cubic = tf.math.mul(tf.math.mul(tf.math.square(x), x), tf.constant(0.044715f));
        Operand<TFloat32> inner = tf.math.mul(tf.math.add(x, cubic), tf.constant((float) Math.sqrt(2 / Math.PI)));
        return half(tf, x, tf.math.tanh(inner));
    }),
    SWISH((tf, x) -> tf.math.mul(x, tf.math.sigmoid(x))),
    TANH((tf, x) -> tf.math.tanh(x)),
    SIGMOID((tf, x) -> tf.math.sigmoid(x)),
    /** Slope 0.01 below 0. */
    LEAKY_RELU((tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.01f)));

    private final BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function;

    NonLinearity(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function) {
        this.function = function;
    }

    private static Operand<TFloat32> half(Ops tf, Operand<TFloat32> x, Operand<TFloat32> bent) {
        return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(bent, tf.constant(1f)));
    }

    Operand<TFloat32> draw(Ops tf, Operand<TFloat32> x) {
        return function.apply(tf, x);
    }

    static NonLinearity of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }
}
