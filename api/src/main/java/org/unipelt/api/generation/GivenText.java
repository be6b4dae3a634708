package org.unipelt.api.generation;

import java.util.Arrays;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * Texts as a model that writes reads them. What an encoder reads is cut at its end, what a decoder goes on with at its start.
 *
 * @param decoder the model
 * @param most how many tokens of a text are read
 */
@ProviderType
public record GivenText(TextDecoder decoder, int most) {

    /**
     * Texts as long as the model takes them. Where the decoder goes on with them they leave room for what is to be written, but
     * for no more than half of what the model holds.
     *
     * @param newTokens how many tokens are wanted behind a text
     */
    public static GivenText of(TextDecoder decoder, int newTokens) {
        int longest = decoder.maximumLength();
        return new GivenText(
                decoder, besideEncoder(decoder) ? longest : Math.max(1, longest - Math.min(newTokens, longest / 2)));
    }

    /** The same of no more than so many tokens. */
    public GivenText atMost(int tokens) {
        return new GivenText(decoder, Math.min(most, tokens));
    }

    /**
     * The tokens of a text, not padded.
     *
     * @throws DataException if the text is empty and the model names no token to begin with
     */
    public Encoding encode(String text) {
        if (besideEncoder(decoder)) {
            return decoder.tokenizer().encode(text, null, most, Truncation.LONGEST_FIRST);
        }
        Encoding whole = decoder.tokenizer().encode(text, null, Integer.MAX_VALUE, Truncation.LONGEST_FIRST);
        if (whole.length() == 0) {
            return nothing();
        }
        return whole.length() <= most ? whole : end(whole);
    }

    private static boolean besideEncoder(TextDecoder decoder) {
        return decoder.writing().start().isPresent();
    }

    private Encoding nothing() {
        int token = decoder.writing()
                .emptyText()
                .orElseThrow(() -> new DataException(
                        "text", "it is empty, and the model names no token to begin with", "Give a first word"));
        return new Encoding(new int[] {token}, new int[1], new int[1][2], List.of(""), false);
    }

    private Encoding end(Encoding whole) {
        int from = whole.length() - most;
        return new Encoding(
                Arrays.copyOfRange(whole.ids(), from, whole.length()),
                Arrays.copyOfRange(whole.typeIds(), from, whole.length()),
                Arrays.copyOfRange(whole.offsets(), from, whole.length()),
                whole.tokens().stream().skip(from).toList(),
                true);
    }
}
