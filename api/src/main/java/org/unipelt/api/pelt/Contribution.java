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
     * Refuses what does not fit a site: a kind that it does not take, or parameters of other shapes.
     *
     * @throws IllegalArgumentException that says what does not fit
     */
    default void check(Site site) {
        Fit.check(site, this);
    }

    /**
     * y + g s (dropout(x) A B + c), at a linear site: LoRA (Hu et al. 2021, arXiv 2106.09685).
     *
     * @param a [inputSize, rank]
     * @param b [rank, outputSize]
     * @param bias c, [outputSize], or null for none
     * @param scale s, alpha / rank as a rule; UniPELT's released code leaves it out where it gates: alpha = rank is the same
     * @param dropout the probability to drop an element of x in training
     */
    @ProviderType
    record LowRankShift(Parameter a, Parameter b, Parameter bias, double scale, double dropout)
            implements Contribution {
        public LowRankShift {
            Objects.requireNonNull(a);
            Objects.requireNonNull(b);
            if (!(dropout >= 0 && dropout < 1)) {
                throw new IllegalArgumentException("dropout is " + dropout + ", and not from 0 to below 1");
            }
        }
    }

    /**
     * y + g d, at a linear or norm site: BitFit (Ben Zaken et al. 2022, arXiv 2106.10199).
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
     * y + g f(x), at a linear, norm or block site: adapters (Houlsby et al. 2019, arXiv 1902.00751; Pfeiffer et al. 2021, arXiv
     * 2005.00247), and any other method that adds.
     *
     * @param reads which x, at a block site; elsewhere x is the site's input
     * @param function f, drawn once for each graph. It treats each token by itself: it is not told which places are padding, and
     *     a model that writes passes it one token at a time
     */
    @ProviderType
    record FunctionShift(Reads reads, Function function) implements Contribution {
        public FunctionShift {
            Objects.requireNonNull(reads);
            Objects.requireNonNull(function);
        }

        /** At a linear or norm site, where there is but one x; {@link GraphScope#frozen} gives the map of the first. */
        public FunctionShift(Function function) {
            this(Reads.OUTPUT, function);
        }
    }

    /**
     * y (1 + g (l - 1)) at a linear site, or the same of its input: (x (1 + g (l - 1))) W + b, where the site's other
     * contributions go on reading x: (IA)^3 (Liu et al. 2022, arXiv 2205.05638).
     *
     * @param scale l, [outputSize], or [inputSize] where it scales the input
     * @param side what is scaled
     */
    @ProviderType
    record Scale(Parameter scale, Side side) implements Contribution {
        public Scale {
            Objects.requireNonNull(scale);
            Objects.requireNonNull(side);
        }
    }

    /**
     * Keys and values in front of those of the sequence, never masked, without a position: prefix-tuning (Li and Liang 2021,
     * arXiv 2101.00190). Published form, as UniPELT gates it (Mao et al. 2022, arXiv 2110.07577): keys [g P_K ; K], values [g P_V ; V]; at g = 0 the softmax still pays the zero keys. Exact form: log g is added to the prefix's attention
     * scores, so that g = 0 is the base model and g = 1 the prefix alone.
     *
     * @param keys P_K, [length, outputSize]; head k owns columns k d to (k + 1) d
     * @param values P_V, the same shape
     * @param form what a gate does
     * @param gates whether keys and values share one gate or have one each; the exact form knows only one
     * @param places where they stand for positions that are relative (T5)
     */
    @ProviderType
    record KeysAndValues(Parameter keys, Parameter values, Form form, Gates gates, Places places)
            implements Contribution {
        public KeysAndValues {
            Objects.requireNonNull(keys);
            Objects.requireNonNull(values);
            Objects.requireNonNull(form);
            Objects.requireNonNull(gates);
            Objects.requireNonNull(places);
            if (form == Form.EXACT && gates == Gates.SEPARATE) {
                throw new IllegalArgumentException(
                        "KeysAndValues: with a gate each they have no exact form; take SHARED, or PUBLISHED");
            }
        }
    }

    /**
     * Embedded tokens beside those of the text: prompt tuning (Lester et al. 2021, arXiv 2104.08691). At the EMBEDDINGS site they get the first positions and type 0, and the text
     * moves by their number; at the EMBEDDING_OUTPUT site they get neither position, type nor norm, and the text keeps its
     * positions. Published form: g P with mask 1. Exact form, at EMBEDDING_OUTPUT only: P with mask g, so that log g is
     * added to their scores in every attention; g = 0 is the base model.
     *
     * @param embeddings P, [length, outputSize]
     * @param form what a gate does
     * @param place where they stand
     */
    @ProviderType
    record VirtualTokens(Parameter embeddings, Form form, Place place) implements Contribution {
        public VirtualTokens {
            Objects.requireNonNull(embeddings);
            Objects.requireNonNull(form);
            Objects.requireNonNull(place);
        }
    }

    /**
     * The positions of the whole sequence begin later, at the EMBEDDINGS site; nothing weighs it. peft's prefix-tuning does so
     * with BERT and GPT-2, whose libraries take a prefix for text that was read before. Nothing changes in a model whose attention
     * knows distances alone (T5).
     *
     * @param offset by how many positions
     */
    @ProviderType
    record PositionOffset(int offset) implements Contribution {
        public PositionOffset {
            if (offset < 0) {
                throw new IllegalArgumentException(
                        "PositionOffset: positions cannot begin before the first, at " + offset + "; give 0 or more");
            }
        }
    }

    /** What a gate does to what stands beside the text. */
    @ProviderType
    enum Form {
        /** It multiplies, as UniPELT published it. */
        PUBLISHED,
        /** Its logarithm is added to the attention scores. */
        EXACT
    }

    /** Where keys in front stand for a model whose positions are relative; one with absolute positions does not ask. */
    @ProviderType
    enum Places {
        /** Nowhere: no position adds to their scores. */
        APART,
        /** At the places in front of the text, as in peft. */
        IN_FRONT,
        /** At the first places, and the text's keys behind them, while its queries stay where they were: as in adapters. */
        FIRST;

        /** The place as users write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How many gates weigh a pair. */
    @ProviderType
    enum Gates {
        /** One gate weighs both. */
        SHARED,
        /** Keys and values have a gate each. */
        SEPARATE
    }

    /** Where virtual tokens stand, and what a head reads then that reads a sequence by one token. */
    @ProviderType
    enum Place {
        /** In front of the text; the first of them stands for the text, as in peft. */
        LEADING,
        /** In front of the text, whose own first token goes on standing for it. */
        FRONT,
        /** Behind the text's first token, which goes on standing for it. */
        BEHIND_FIRST
    }

    /** What a scale scales. */
    @ProviderType
    enum Side {
        /** x, before the map. */
        INPUT,
        /** y, the map's output. */
        OUTPUT
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
