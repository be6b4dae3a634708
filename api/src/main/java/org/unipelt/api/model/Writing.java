package org.unipelt.api.model;

import java.util.List;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a base model writes text.
 *
 * @param start the token that a decoder beside an encoder begins with; empty where the decoder goes on with the text that it
 *     was given
 * @param end the tokens that end a text, as config.json names them; empty where it names none
 * @param padding what stands behind the end of a text in a batch with longer ones
 */
@ProviderType
public record Writing(OptionalInt start, List<Integer> end, int padding) {
    public Writing {
        end = List.copyOf(end);
    }

    /**
     * The token that stands for an empty text where the decoder goes on with it: as such models were trained, a text begins
     * behind the end of another. Empty where the model names none.
     */
    public OptionalInt emptyText() {
        return end.stream().mapToInt(Integer::intValue).findFirst();
    }
}
