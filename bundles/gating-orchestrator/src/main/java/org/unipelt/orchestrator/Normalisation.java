package org.unipelt.orchestrator;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.options.Options;

/** From a group's scores to its gates, in two steps with the mean over a sample's tokens between them. */
interface Normalisation {

    /** Whether the weights of a group sum to one. */
    boolean competing();

    /** Whether the network gives one more score, behind those of the slots, for a threshold. */
    default boolean thresholded() {
        return false;
    }

    /**
     * Weights of scores, to be averaged.
     *
     * @param scores [batch, sequence or 1, scores]
     * @return in the same shape
     */
    Operand<TFloat32> weights(Ops tf, Operand<TFloat32> scores);

    /**
     * Gates of averaged weights.
     *
     * @param weights [batch, sequence or 1, scores]
     * @return [batch, sequence or 1, slots]
     */
    default Operand<TFloat32> decide(Ops tf, Operand<TFloat32> weights) {
        return weights;
    }

    /**
     * The mean entropy of the decision in nats, [batch, sequence or 1, 1].
     *
     * @param weights as for {@link #decide}
     */
    Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> weights);

    /** Whether {@link #penalty} reads all places, those of padding too. */
    default boolean balances() {
        return false;
    }

    /** What is added to the loss, a scalar. */
    default Optional<Operand<TFloat32>> penalty(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> gates) {
        return Optional.empty();
    }

    /** The normalisation that a composition's gating names. */
    static Normalisation of(Options options) {
        double temperature = options.number("temperature");
        return switch (options.text("normalisation")) {
            case "softmax" -> new Softmax(temperature);
            case "top-k" -> new KBest(new Softmax(temperature), options.integer("k"), options.number("balance"));
            case "threshold" -> new Threshold();
            default -> new Sigmoid();
        };
    }

    /** Each by itself (UniPELT, arXiv 2110.07577). */
    record Sigmoid() implements Normalisation {
        @Override
        public boolean competing() {
            return false;
        }

        @Override
        public Operand<TFloat32> weights(Ops tf, Operand<TFloat32> scores) {
            return tf.math.sigmoid(scores);
        }

        @Override
        public Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> weights) {
            Operand<TFloat32> rest = tf.math.sub(tf.constant(1f), weights);
            return tf.math.mean(
                    tf.math.neg(tf.math.add(xLogX(tf, weights), xLogX(tf, rest))),
                    tf.array(2),
                    org.tensorflow.op.math.Mean.keepDims(true));
        }
    }

    /** Weights that sum to one. */
    record Softmax(double temperature) implements Normalisation {
        @Override
        public boolean competing() {
            return true;
        }

        @Override
        public Operand<TFloat32> weights(Ops tf, Operand<TFloat32> scores) {
            return tf.nn.softmax(
                    temperature == 1 ? scores : tf.math.mul(scores, tf.constant((float) (1 / temperature))));
        }

        @Override
        public Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> weights) {
            return tf.math.neg(tf.sum(xLogX(tf, weights), tf.array(2), Sum.keepDims(true)));
        }
    }

    /**
     * The k most probable methods, their weights made to sum to one (MixLoRA, arXiv 2404.15159). With k = 1 the one has weight
     * 1, and its gradient is that of its probability (straight-through, arXiv 1308.3432). The penalty is that of the Switch
     * Transformer (arXiv 2101.03961): slots times the sum of how often each is chosen times its mean probability.
     */
    record KBest(Softmax softmax, int k, double balance) implements Normalisation {
        @Override
        public boolean competing() {
            return true;
        }

        @Override
        public Operand<TFloat32> weights(Ops tf, Operand<TFloat32> scores) {
            return softmax.weights(tf, scores);
        }

        @Override
        public Operand<TFloat32> decide(Ops tf, Operand<TFloat32> weights) {
            long slots = weights.shape().get(2);
            if (k >= slots) {
                return weights;
            }
            Operand<TFloat32> chosen = chosen(tf, weights);
            if (k == 1) {
                Operand<TFloat32> rest = tf.math.sub(chosen, tf.stopGradient(weights));
                return tf.math.add(weights, rest);
            }
            Operand<TFloat32> kept = tf.math.mul(weights, chosen);
            return tf.math.div(kept, tf.sum(kept, tf.array(2), Sum.keepDims(true)));
        }

        /** 1 for the k largest of each place, else 0; without a gradient. */
        private Operand<TFloat32> chosen(Ops tf, Operand<TFloat32> weights) {
            TopK<TFloat32, TInt32> best = tf.nn.topK(tf.stopGradient(weights), tf.constant(k), TInt32.class);
            Operand<TFloat32> each = tf.oneHot(
                    best.indices(), tf.constant((int) weights.shape().get(2)), tf.constant(1f), tf.constant(0f));
            return tf.stopGradient(tf.sum(each, tf.array(2)));
        }

        @Override
        public Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> weights) {
            return softmax.entropy(tf, weights);
        }

        @Override
        public boolean balances() {
            return balance != 0;
        }

        @Override
        public Optional<Operand<TFloat32>> penalty(Ops tf, Operand<TFloat32> weights, Operand<TFloat32> gates) {
            if (balance == 0 || k >= weights.shape().get(2)) {
                return Optional.empty();
            }
            Operand<TFloat32> often = tf.math.mean(chosen(tf, weights), tf.array(0, 1));
            Operand<TFloat32> probable = tf.math.mean(weights, tf.array(0, 1));
            Operand<TFloat32> sum = tf.sum(tf.math.mul(often, probable), tf.array(0));
            return Optional.of(tf.math.mul(
                    sum, tf.constant((float) (balance * weights.shape().get(2) / k))));
        }
    }

    /**
     * Each by itself, and 0 where it is under tau = sigmoid(t) / 2, t being a score of its own (the sparse form of MoA, arXiv
     * 2506.05928). The gradient passes the cut as that of a sigmoid (straight-through).
     */
    record Threshold() implements Normalisation {
        /** How steep the sigmoid is that stands for the cut in the gradient. */
        private static final float STEEPNESS = 10;

        @Override
        public boolean competing() {
            return false;
        }

        @Override
        public boolean thresholded() {
            return true;
        }

        @Override
        public Operand<TFloat32> weights(Ops tf, Operand<TFloat32> scores) {
            return tf.math.sigmoid(scores);
        }

        @Override
        public Operand<TFloat32> decide(Ops tf, Operand<TFloat32> weights) {
            Operand<TFloat32> own = own(tf, weights);
            Operand<TFloat32> bound = tf.math.mul(last(tf, weights), tf.constant(0.5f));
            Operand<TFloat32> over = tf.math.sub(own, bound);
            Operand<TBool> open = tf.math.greaterEqual(over, tf.constant(0f));
            Operand<TFloat32> soft = tf.math.sigmoid(tf.math.mul(over, tf.constant(STEEPNESS)));
            Operand<TFloat32> cut = tf.stopGradient(tf.math.sub(tf.dtypes.cast(open, TFloat32.class), soft));
            return tf.math.mul(own, tf.math.add(soft, cut));
        }

        @Override
        public Operand<TFloat32> entropy(Ops tf, Operand<TFloat32> weights) {
            return new Sigmoid().entropy(tf, own(tf, weights));
        }

        private static Operand<TFloat32> own(Ops tf, Operand<TFloat32> weights) {
            int slots = (int) weights.shape().get(2) - 1;
            return tf.slice(weights, tf.array(0, 0, 0), tf.array(-1, -1, slots));
        }

        private static Operand<TFloat32> last(Ops tf, Operand<TFloat32> weights) {
            int slots = (int) weights.shape().get(2) - 1;
            return tf.slice(weights, tf.array(0, 0, slots), tf.array(-1, -1, 1));
        }
    }

    /** x log x, 0 at 0. */
    private static Operand<TFloat32> xLogX(Ops tf, Operand<TFloat32> x) {
        return tf.math.mul(x, tf.math.log(tf.math.maximum(x, tf.constant(1e-12f))));
    }
}
