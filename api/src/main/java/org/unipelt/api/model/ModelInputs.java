package org.unipelt.api.model;

import org.osgi.annotation.versioning.ProviderType;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A batch in the graph.
 *
 * @param ids token ids, [batch, sequence]
 * @param typeIds token types (0 for a first text, 1 for a second), [batch, sequence]
 * @param mask 1 for a token, 0 for padding, [batch, sequence]
 * @param decoder what the decoder reads; null for a model that has no encoder beside it
 */
@ProviderType
public record ModelInputs(Operand<TInt32> ids, Operand<TInt32> typeIds, Operand<TFloat32> mask, Decoder decoder) {

    /**
     * What a decoder reads beside an encoder.
     *
     * @param ids token ids, a start token first, [batch, decoder sequence]
     * @param mask 1 for a token, 0 for padding, [batch, decoder sequence]
     */
    @ProviderType
    public record Decoder(Operand<TInt32> ids, Operand<TFloat32> mask) {}
}
