package org.unipelt.api.text;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

/** Text to ids, as a model's tokenizer.json says. Thread-safe. */
@ProviderType
public interface TextTokenizer extends AutoCloseable {

    /**
     * Encodes a text, or a pair of texts.
     *
     * @param text the first text
     * @param pair the second text, or null
     * @param maximumLength the most tokens, special ones included; longer texts are cut
     * @param truncation what is cut
     * @throws ConfigurationException if the special tokens alone are longer
     * @throws DataException if the text that may be cut is not long enough
     */
    Encoding encode(String text, String pair, int maximumLength, Truncation truncation);

    /**
     * The text of these ids.
     *
     * @param skipSpecialTokens whether to leave out tokens such as {@code [CLS]}
     */
    String decode(int[] ids, boolean skipSpecialTokens);

    /** How many ids there are, added tokens included. */
    int vocabularySize();

    /** The id of the padding token; 0 where the tokenizer names none. */
    int paddingId();

    @Override
    void close();

    /** Which of two texts is cut when both are too long together. */
    @ProviderType
    enum Truncation {
        /** Token by token from the longer one. */
        LONGEST_FIRST,
        /** The first; the second stays whole. */
        ONLY_FIRST,
        /** The second; the first stays whole. */
        ONLY_SECOND
    }
}
