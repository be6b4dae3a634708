package org.unipelt.api.generation;

import java.util.List;
import java.util.stream.IntStream;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer.Truncation;

/**
 * Texts as a model that writes reads them. What an encoder reads is cut at its end, what a decoder goes on with at its
 * start.
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
        return end(whole, most);
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

    /**
     * The end of a text that is too long, behind what its tokenizer puts in front of every text: a model that was trained to see
     * that token first reads another text without it.
     *
     * @param whole the text, not padded
     * @param most how many tokens are kept
     */
    public static Encoding end(Encoding whole, int most) {
        if (whole.length() <= most) {
            return whole;
        }
        int first = 0;
        while (first < most - 1 && whole.special(first)) {
            first++;
        }
        int[] kept = IntStream.concat(
                        IntStream.range(0, first), IntStream.range(whole.length() - most + first, whole.length()))
                .toArray();
        return new Encoding(
                IntStream.of(kept).map(i -> whole.ids()[i]).toArray(),
                IntStream.of(kept).map(i -> whole.typeIds()[i]).toArray(),
                IntStream.of(kept).mapToObj(i -> whole.offsets()[i]).toArray(int[][]::new),
                IntStream.of(kept).mapToObj(i -> whole.tokens().get(i)).toList(),
                true);
    }
}
