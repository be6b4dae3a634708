package org.unipelt.generation;

import java.util.Arrays;
import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.api.text.TokenBatch;

/**
 * Texts as a decoder reads them. What an encoder reads is cut at its end. What the decoder goes on with is cut at its start,
 * where it fills the model and leaves no room to write.
 *
 * @param newTokens how many tokens are wanted behind a text
 */
record GivenTexts(TextDecoder decoder, int newTokens) {

    List<Encoding> encodings(List<String> texts) {
        return texts.stream()
                .map(encoder() ? this::forEncoder : this::forDecoder)
                .toList();
    }

    TokenBatch batch(List<Encoding> encodings) {
        return TokenBatch.of(
                encodings, decoder.writing().padding(), encoder() ? TokenBatch.Side.RIGHT : TokenBatch.Side.LEFT);
    }

    private boolean encoder() {
        return decoder.writing().start().isPresent();
    }

    private Encoding forEncoder(String text) {
        return decoder.tokenizer().encode(text, null, decoder.maximumLength(), Truncation.LONGEST_FIRST);
    }

    private Encoding forDecoder(String text) {
        Encoding whole = decoder.tokenizer().encode(text, null, Integer.MAX_VALUE, Truncation.LONGEST_FIRST);
        if (whole.length() == 0) {
            return nothing();
        }
        int longest = decoder.maximumLength();
        // of a text that must be cut at least half of what the model holds is kept
        return whole.length() < longest ? whole : end(whole, Math.max(1, longest - Math.min(newTokens, longest / 2)));
    }

    /** As such models were trained: a text begins behind the end of another. */
    private Encoding nothing() {
        List<Integer> end = decoder.writing().end();
        if (end.isEmpty()) {
            throw new DataException(
                    "text", "it is empty, and the model names no token to begin with", "Give a first word");
        }
        return new Encoding(new int[] {end.get(0)}, new int[1], new int[1][2], List.of(""), false);
    }

    private static Encoding end(Encoding whole, int length) {
        int from = whole.length() - length;
        return new Encoding(
                Arrays.copyOfRange(whole.ids(), from, whole.length()),
                Arrays.copyOfRange(whole.typeIds(), from, whole.length()),
                Arrays.copyOfRange(whole.offsets(), from, whole.length()),
                whole.tokens().subList(from, whole.length()),
                true);
    }
}
