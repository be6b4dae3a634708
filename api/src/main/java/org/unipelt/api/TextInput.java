package org.unipelt.api;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A text, or a pair of texts, to predict for.
 *
 * @param text the first or only text
 * @param pair the second text, or null
 */
@ProviderType
public record TextInput(String text, String pair) {
    public TextInput {
        Objects.requireNonNull(text);
    }

    /** A single text. */
    public static TextInput of(String text) {
        return new TextInput(text, null);
    }
}
