package org.unipelt.api.pelt;

import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a method gives at one site, in one of few algebraic kinds. The orchestrator draws it, gated: that is why a
 * contribution says what it is, and not only how to compute it. In the formulas x is the site's input, y its output before
 * any contribution, g the gate.
 */
@ProviderType
public sealed interface Contribution {

    /**
     * y + g s (dropout(x) A) B, at a linear site.
     *
     * @param a [inputSize, rank]
     * @param b [rank, outputSize]
     * @param scale s, alpha / rank as a rule; UniPELT's released code leaves it out where it gates: alpha = rank is the same
     * @param dropout the probability to drop an element of x in training
     */
    @ProviderType
    record LowRankShift(Parameter a, Parameter b, double scale, double dropout) implements Contribution {
        public LowRankShift {
            Objects.requireNonNull(a);
            Objects.requireNonNull(b);
        }
    }

    /**
     * y + g d, at a linear or norm site.
     *
     * @param shift d, [outputSize]
     */
    @ProviderType
    record BiasShift(Parameter shift) implements Contribution {
        public BiasShift {
            Objects.requireNonNull(shift);
        }
    }

    /**
     * y + g f(x), at a linear, norm or block site.
     *
     * @param reads which x, at a block site; elsewhere x is the site's input
     * @param function f, drawn once for each graph
     */
    @ProviderType
    record FunctionShift(Reads reads, Function function) implements Contribution {
        public FunctionShift {
            Objects.requireNonNull(reads);
            Objects.requireNonNull(function);
        }
    }

    /**
     * y (1 + g (l - 1)), at a linear site.
     *
     * @param scale l, [outputSize]
     */
    @ProviderType
    record Scale(Parameter scale) implements Contribution {
        public Scale {
            Objects.requireNonNull(scale);
        }
    }

    /**
     * Keys and values in front of those of the sequence, never masked, without a position. Published form: keys [g P_K ; K],
     * values [g P_V ; V]; at g = 0 the softmax still pays the zero keys. Exact form: log g is added to the prefix's attention
     * scores, so that g = 0 is the base model and g = 1 the prefix alone.
     *
     * @param keys P_K, [length, outputSize]; head k owns columns k d to (k + 1) d
     * @param values P_V, the same shape
     * @param exact whether to use the exact form
     */
    @ProviderType
    record KeysAndValues(Parameter keys, Parameter values, boolean exact) implements Contribution {
        public KeysAndValues {
            Objects.requireNonNull(keys);
            Objects.requireNonNull(values);
        }
    }

    /**
     * Embeddings in front of those of the words, with mask 1, type 0 and the first positions: [g P ; E]. What stands behind
     * keeps its order and moves by the length.
     *
     * @param embeddings P, [length, outputSize]
     */
    @ProviderType
    record VirtualTokens(Parameter embeddings) implements Contribution {
        public VirtualTokens {
            Objects.requireNonNull(embeddings);
        }
    }

    /** What a function at a block site reads. */
    @ProviderType
    enum Reads {
        /** y, the block's output. */
        OUTPUT,
        /** The block's residual, which is also its input where the norm comes behind the sum. */
        RESIDUAL,
        /** norm(y + residual), with the layer's own norm. */
        NORMALISED_SUM
    }

    /** Draws f. */
    @ConsumerType
    @FunctionalInterface
    interface Function {
        /**
         * @param scope the graph
         * @param x [batch, sequence, inputSize]
         * @return [batch, sequence, outputSize]
         */
        Operand<TFloat32> draw(GraphScope scope, Operand<TFloat32> x);
    }
}
