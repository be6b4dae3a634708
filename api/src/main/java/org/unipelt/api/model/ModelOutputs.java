package org.unipelt.api.model;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a forward pass gives.
 *
 * @param hiddenStates [batch, sequence, hidden] for the embeddings and after each layer
 * @param mask the weight of each place, [batch, sequence]: longer than the input's where there are virtual tokens
 * @param first the place of the token that stands for the text: 0 but for some kinds of virtual tokens
 * @param named further outputs, drawn when asked for: {@code pooler_output}, {@code logits}
 */
@ProviderType
public record ModelOutputs(
        List<Operand<TFloat32>> hiddenStates,
        Operand<TFloat32> mask,
        int first,
        Map<String, Supplier<Operand<TFloat32>>> named) {
    public ModelOutputs {
        hiddenStates = List.copyOf(hiddenStates);
        named = Map.copyOf(named);
    }

    /** The hidden states after the last layer. */
    public Operand<TFloat32> last() {
        return hiddenStates.get(hiddenStates.size() - 1);
    }
}
