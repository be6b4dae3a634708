package org.unipelt.generation;

import java.util.Arrays;
import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TextDecoder;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer.Truncation;
import org.unipelt.api.training.TokenBatch;

/**
 * Texts as a decoder reads them. What an encoder reads is cut at its end; what the decoder goes on with is cut at its start,
 * so that there is room to write.
 *
 * @param newTokens how many tokens should fit behind a text
 */
record GivenTexts(TextDecoder decoder, int newTokens) {

    TokenBatch batch(List<String> texts) {
        boolean encoder = decoder.writing().start().isPresent();
        List<Encoding> encodings = texts.stream()
                .map(encoder ? this::forEncoder : this::forDecoder)
                .toList();
        return TokenBatch.of(
                encodings, decoder.writing().padding(), encoder ? TokenBatch.Side.RIGHT : TokenBatch.Side.LEFT);
    }

    private Encoding forEncoder(String text) {
        return decoder.tokenizer().encode(text, null, decoder.maximumLength(), Truncation.LONGEST_FIRST);
    }

    private Encoding forDecoder(String text) {
        Encoding whole = decoder.tokenizer().encode(text, null, Integer.MAX_VALUE, Truncation.LONGEST_FIRST);
        if (whole.length() == 0) {
            return nothing();
        }
        int room = Math.max(1, decoder.maximumLength() - newTokens);
        return whole.length() <= room ? whole : end(whole, room);
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
