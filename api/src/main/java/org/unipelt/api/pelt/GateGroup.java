package org.unipelt.api.pelt;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Slots whose gates read the same sequence, and can so be computed in one product.
 *
 * @param name the sequence's name, unique in the gates' place: {@code attention_input}; weights that all slots share carry it
 * @param inputSize the last dimension of the sequence
 * @param slots the slots' names, unique: {@code lora.query}
 */
@ProviderType
public record GateGroup(String name, int inputSize, List<String> slots) {
    public GateGroup {
        slots = List.copyOf(slots);
    }
}
