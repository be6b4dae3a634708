package org.unipelt.api.client;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A model that writes text token by token; what chooses the tokens is a {@code TextGenerator}. Thread-safe. */
@ProviderType
public interface TextDecoder {

    /** How it begins and ends. */
    Writing writing();

    /** The longest sequence that the decoder can hold, the given text and virtual tokens counted with it. */
    int maximumLength();

    /** Text to tokens and back; valid as long as the model is open. */
    TextTokenizer tokenizer();

    /**
     * Reads texts and is then ready to say what comes next. The keys and values of what was read stay in the session, so that
     * each further step computes one token alone.
     *
     * @param texts padded in front where the decoder goes on with them ({@link TokenBatch.Side#LEFT})
     */
    Decoding begin(TokenBatch texts);

    /** Texts while they are written; of one thread at a time. Gates for whole samples are those of the given text. */
    @ProviderType
    interface Decoding extends AutoCloseable {

        /** How many rows are written just now. */
        int rows();

        /** The scores of all words for each row's next token, [rows, vocabulary], row-major. */
        float[] logits();

        /**
         * Goes on by one token in each row.
         *
         * @param from which of the present rows each new one continues: rows may be left out, doubled and reordered
         * @param tokens the token that each new row goes on with
         */
        void advance(int[] from, int[] tokens);

        @Override
        void close();
    }
}
