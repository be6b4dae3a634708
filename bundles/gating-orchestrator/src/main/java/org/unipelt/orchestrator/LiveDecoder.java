package org.unipelt.orchestrator;

import java.util.function.Function;
import java.util.function.Supplier;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/**
 * A pack that writes while methods come and go: each text is written to its end by the revision that began it.
 *
 * @param acquire enters the revision in force
 */
record LiveDecoder(Supplier<Revision> acquire) implements TextDecoder {

    @Override
    public Writing writing() {
        return of(TextDecoder::writing);
    }

    @Override
    public int maximumLength() {
        return of(TextDecoder::maximumLength);
    }

    @Override
    public TextTokenizer tokenizer() {
        return of(TextDecoder::tokenizer);
    }

    private <T> T of(Function<TextDecoder, T> question) {
        Revision revision = acquire.get();
        try {
            return question.apply(revision.composed().decoder());
        } finally {
            revision.leave();
        }
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        Revision revision = acquire.get();
        try {
            return new Held(revision.composed().decoder().begin(texts), revision);
        } catch (RuntimeException | Error e) { // what is drawn late may lack a class
            revision.leave();
            throw e;
        }
    }

    /** Texts of one revision, which stays until they are written. */
    private static final class Held implements Decoding {
        private final Decoding decoding;
        private final Revision revision;
        private boolean closed;

        Held(Decoding decoding, Revision revision) {
            this.decoding = decoding;
            this.revision = revision;
        }

        @Override
        public int rows() {
            return decoding.rows();
        }

        @Override
        public float[] logits() {
            return decoding.logits();
        }

        @Override
        public void advance(int[] from, int[] tokens) {
            decoding.advance(from, tokens);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                decoding.close();
                revision.leave();
            }
        }
    }
}
