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
 */
@ProviderType
public record ModelInputs(Operand<TInt32> ids, Operand<TInt32> typeIds, Operand<TFloat32> mask) {}
