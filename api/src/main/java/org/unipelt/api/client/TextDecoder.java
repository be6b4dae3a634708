package org.unipelt.api.client;

import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.CancelledException;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** A model that writes text token by token; what chooses the tokens is a {@code TextGenerator}. Thread-safe. */
@ProviderType
public interface TextDecoder {

    /** How it begins and ends. */
    Writing writing();

    /**
     * The most tokens that a text may have, those that are given and those that are written together. Positions that methods take,
     * for virtual tokens in front, are taken off.
     */
    int maximumLength();

    /** Text to tokens and back; valid as long as the model is open. */
    TextTokenizer tokenizer();

    /**
     * Reads texts and is then ready to say what comes next. The keys and values of what was read stay in the session, so that
     * each further step computes one token alone.
     *
     * @param texts padded in front where the decoder goes on with them ({@link TokenBatch.Side#LEFT}), behind where an encoder
     *     reads them
     * @throws DataException if an id is no word of the model, or a text is longer than {@link #maximumLength}
     */
    Decoding begin(TokenBatch texts);

    /**
     * This decoder for work that may be cancelled: it throws {@link CancelledException} instead of reading texts or going on by a
     * token.
     *
     * @param cancelled asked each time
     */
    default TextDecoder until(BooleanSupplier cancelled) {
        return new CancellableDecoder(this, cancelled);
    }

    /**
     * Texts while they are written; for one thread at a time. Gates for whole samples are those of the given text. What was read
     * lies in the session until it is closed.
     */
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
         * @throws ConfigurationException if there are not as many of both, or a row or token does not exist
         * @throws DataException if a row would become longer than {@link TextDecoder#maximumLength}
         */
        void advance(int[] from, int[] tokens);

        @Override
        void close();
    }
}
