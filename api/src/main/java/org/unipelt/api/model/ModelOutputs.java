package org.unipelt.api.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a forward pass gives.
 *
 * @param hiddenStates [batch, sequence, hidden] for the embeddings and after each layer; of the encoder where there are two
 *     halves
 * @param mask the weight of each place, [batch, sequence]: longer than the input's where there are virtual tokens
 * @param first the place of the token that stands for the text: 0 but for some kinds of virtual tokens
 * @param named further outputs, drawn when asked for: {@code pooler_output}, {@link #LOGITS}
 * @param decoder what the decoder gives, for a model of two halves
 */
@ProviderType
public record ModelOutputs(
        List<Operand<TFloat32>> hiddenStates,
        Operand<TFloat32> mask,
        int first,
        Map<String, Supplier<Operand<TFloat32>>> named,
        Optional<ModelOutputs> decoder) {
    /** The scores of all words at each place, [batch, sequence, vocabulary]: of masked words, or of what comes next. */
    public static final String LOGITS = "logits";

    /** The scores of all words for what comes behind the last place, [batch, vocabulary]; models that write have it. */
    public static final String NEXT_TOKEN_LOGITS = "next_token_logits";

    /** The scores of the classes of a checkpoint's own classifier, [batch, classes]. */
    public static final String CLASSIFICATION_LOGITS = "classification_logits";

    public ModelOutputs {
        hiddenStates = List.copyOf(hiddenStates);
        named = Map.copyOf(named);
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
}
