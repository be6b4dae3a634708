package org.unipelt.api.task;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.text.Encoding;

/**
 * A row to learn from; a text may give several, or none.
 *
 * @param text what the model reads
 * @param written what a decoder beside an encoder goes through, its start token first; null where the model has none, or where it
 *     goes through the text itself
 * @param given how many tokens gates may read, from the first on, of the sequence that is written: of {@code written}, or of
 *     {@code text} where that is null. All, but for models that learn to write: there it is what is given before they write, so
 *     that gates are in training what they are then
 * @param target what the loss takes, as many numbers as the head says; rows of a batch that have fewer are filled up with
 *     {@link #IGNORED}
 */
@ProviderType
public record Row(Encoding text, Encoding written, int given, float[] target) {
    /** A place of a target that has nothing to teach. */
    public static final float IGNORED = -100;

    /** A text that is read whole. */
    public static Row of(Encoding text, float... target) {
        return new Row(text, null, text.length(), target);
    }

    /**
     * A text that a decoder goes on with.
     *
     * @param text what is given, and behind it what is to be written
     * @param given how many tokens are given
     */
    public static Row goingOn(Encoding text, int given, float... target) {
        return new Row(text, null, given, target);
    }

    /**
     * A text that an encoder reads and a decoder beside it writes to.
     *
     * @param written what the decoder goes through, the start token first, which alone it is given when it writes
     */
    public static Row writing(Encoding text, Encoding written, float... target) {
        return new Row(text, written, 1, target);
    }
}
