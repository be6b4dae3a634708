package org.unipelt.api.model;

import java.util.List;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.unipelt.api.pelt.Site;

/**
 * What a base model calls at its sites while it draws itself; without contributions each call computes what the plain model
 * would. The linear maps that read one input are asked for together, so that work for them can be shared.
 */
@ProviderType
public interface Sites {

    /**
     * The embedded sequence with virtual tokens beside the text; called before positions and types are added, and again for
     * what the first layer reads. Both halves of a model call it, also where no method may stand.
     *
     * @param site the EMBEDDINGS or the EMBEDDING_OUTPUT site
     * @param sequence the sequence as it came
     */
    Sequence embeddings(Site site, Sequence sequence);

    /**
     * x W + b for each map, with its contributions.
     *
     * @param x [batch, sequence, inputSize]
     * @return [batch, sequence, outputSize] for each map, in order
     */
    List<Operand<TFloat32>> linear(Operand<TFloat32> x, List<LinearMap> maps);

    /**
     * An activation of x W + b with its contributions, which may be one operation where the map has none.
     *
     * @param x [batch, sequence, inputSize]
     * @return [batch, sequence, outputSize]
     */
    Operand<TFloat32> activated(Operand<TFloat32> x, LinearMap map, Activation activation);

    /**
     * softmax(scale Q K^T + bias) V over all heads, with trained keys and values in front of the sequence's, and between them
     * those of the places that were read before, where the pass goes on from others.
     *
     * @param site the KEY_VALUE or CROSS_KEY_VALUE site
     * @param attention queries, keys, values and what masks them
     * @return [batch, sequence, heads times head size]
     */
    Operand<TFloat32> attention(Site site, Attention attention);

    /**
     * The output of a block before its residual sum and norm, with its contributions.
     *
     * @param output y, [batch, sequence, hidden]
     * @param residual what the model will add to y, [batch, sequence, hidden]
     * @param norm the norm that the model applies behind the sum; identity where it applies none
     */
    Operand<TFloat32> block(
            Site site, Operand<TFloat32> output, Operand<TFloat32> residual, UnaryOperator<Operand<TFloat32>> norm);

    /**
     * The output of a norm, with its contributions.
     *
     * @param output [batch, sequence, hidden], scaled and shifted by the model's own weights
     * @param bias the model's own shift, [hidden]; null where the norm has none
     */
    Operand<TFloat32> norm(Site site, Operand<TFloat32> output, Operand<TFloat32> bias);

    /**
     * An embedded sequence. In a pass that goes on from others, as generation does token by token, it comes back with the mask
     * and the counts of all places from the first on, while the states are those of the last places alone: the model takes
     * the difference of the lengths for what was read before.
     *
     * @param states the embedded tokens, [batch, sequence, hidden]
     * @param typeIds token types, [batch, sequence]
     * @param mask the weight of each place, [batch, all places]: 1 for a token, 0 for padding, a gate for a virtual token in
     *     the exact form; the model adds its logarithm to the attention scores
     * @param counted 1 for a place that has a position of its own and 0 for padding, [batch, all places]
     * @param first the place of the token that stands for the text where the model or a head reads one
     * @param position the position of the first place: 0 as a rule
     */
    @ProviderType
    record Sequence(
            Operand<TFloat32> states,
            Operand<TInt32> typeIds,
            Operand<TFloat32> mask,
            Operand<TFloat32> counted,
            int first,
            int position) {

        /** The same places with other states. */
        public Sequence withStates(Operand<TFloat32> others) {
            return new Sequence(others, typeIds, mask, counted, first, position);
        }
    }

    /**
     * A frozen linear map.
     *
     * @param site where it is
     * @param weight W, [inputSize, outputSize]
     * @param bias b, [outputSize], or null where the map has none
     */
    @ProviderType
    record LinearMap(Site site, Operand<TFloat32> weight, Operand<TFloat32> bias) {}

    /**
     * The parts of an attention.
     *
     * @param queries [batch, sequence, heads times head size]
     * @param keys [batch, source sequence, key heads times head size]
     * @param values as keys
     * @param heads how many heads the queries have
     * @param keyHeads how many heads keys and values have: as many, or fewer that several heads of queries share (Ainslie et
     *     al. 2023, arXiv 2305.13245)
     * @param scale what scores are multiplied by: 1 / sqrt(head size) as a rule
     * @param bias added to the scores, broadcasts to [batch, heads, sequence, all source places]: very negative at padding
     *     and at what a query must not see
     * @param relative what positions add to scores where they are relative; null where they are not
     * @param dropout the dropout rate of the attention weights in training
     */
    @ProviderType
    record Attention(
            Operand<TFloat32> queries,
            Operand<TFloat32> keys,
            Operand<TFloat32> values,
            int heads,
            int keyHeads,
            double scale,
            Operand<TFloat32> bias,
            RelativeBias relative,
            double dropout) {}

    /** What relative positions add to the scores of keys, for methods that put keys at places of their own. */
    @ConsumerType
    interface RelativeBias {
        /**
         * The bias of so many keys at the places in front of the sequence.
         *
         * @param length how many keys
         * @param back by how many places the queries stand further in front than they do
         * @return [1, heads, sequence, length]
         */
        Operand<TFloat32> front(int length, int back);

        /**
         * The bias of the sequence's own keys, as {@link Attention#bias} has it, seen from queries that stand so many places
         * further in front.
         */
        Operand<TFloat32> own(int back);
    }
}
