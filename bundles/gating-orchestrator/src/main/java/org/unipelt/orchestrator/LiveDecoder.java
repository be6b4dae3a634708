package org.unipelt.orchestrator;

import java.util.function.Function;
import java.util.function.Supplier;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.training.TokenBatch;

/**
 * A pack that writes while methods come and go: each text is written to its end by the generation that began it.
 *
 * @param acquire enters the generation in force
 */
record LiveDecoder(Supplier<Generation> acquire) implements TextDecoder {

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
        Generation generation = acquire.get();
        try {
            return question.apply(generation.composed().decoder());
        } finally {
            generation.leave();
        }
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        Generation generation = acquire.get();
        try {
            return new Held(generation.composed().decoder().begin(texts), generation);
        } catch (RuntimeException e) {
            generation.leave();
            throw e;
        }
    }

    /** Texts of one generation, which stays until they are written. */
    private static final class Held implements Decoding {
        private final Decoding decoding;
        private final Generation generation;
        private boolean closed;

        Held(Decoding decoding, Generation generation) {
            this.decoding = decoding;
            this.generation = generation;
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
                generation.leave();
            }
        }
    }
}
