package org.unipelt.api.client;

import java.util.function.BooleanSupplier;
import org.unipelt.api.CancelledException;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

/** See {@link TextDecoder#until}. */
record CancellableDecoder(TextDecoder decoder, BooleanSupplier cancelled) implements TextDecoder {
    private static final String WORK = "writing";

    @Override
    public Writing writing() {
        return decoder.writing();
    }

    @Override
    public int maximumLength() {
        return decoder.maximumLength();
    }

    @Override
    public TextTokenizer tokenizer() {
        return decoder.tokenizer();
    }

    @Override
    public Decoding begin(TokenBatch texts) {
        CancelledException.check(cancelled, WORK);
        return new CancellableDecoding(decoder.begin(texts), cancelled);
    }

    private record CancellableDecoding(Decoding decoding, BooleanSupplier cancelled) implements Decoding {
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
            CancelledException.check(cancelled, WORK);
            decoding.advance(from, tokens);
        }

        @Override
        public void close() {
            decoding.close();
        }
    }
}
