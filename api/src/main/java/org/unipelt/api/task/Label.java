package org.unipelt.api.task;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An answer as the file has it.
 *
 * @param text what it says
 * @param start where it begins in the text that it is part of, in characters (code points); {@link #NOWHERE} where it is no part
 *     of a text
 */
@ProviderType
public record Label(String text, int start) {
    /** Where an answer begins that is no part of a text. */
    public static final int NOWHERE = -1;

    public Label {
        Objects.requireNonNull(text);
    }

    /** An answer that is no part of a text. */
    public static Label of(String text) {
        return new Label(text, NOWHERE);
    }

    /** Whether it is part of a text. */
    public boolean placed() {
        return start != NOWHERE;
    }
}
