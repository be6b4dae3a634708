package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.client.TextDecoder.Decoding;
import org.unipelt.api.model.Writing;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;

class CancellableDecoderTest {
    private final List<String> done = new ArrayList<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final TextDecoder decoder = new Noting().until(cancelled::get);
    private final TokenBatch texts = new TokenBatch(2, 1, new int[] {1, 2}, new int[2], new float[] {1, 1});

    @Test
    void writesAsTheDecoderItself() {
        assertEquals(7, decoder.maximumLength());
        try (Decoding decoding = decoder.begin(texts)) {
            decoding.advance(new int[] {0}, new int[] {4});
            assertEquals(2, decoding.rows());
            assertArrayEquals(new float[] {0.5f}, decoding.logits());
        }
        assertEquals(List.of("begin", "advance", "close"), done);
    }

    @Test
    void endsBetweenTokensAndCanStillBeClosed() {
        try (Decoding decoding = decoder.begin(texts)) {
            cancelled.set(true);
            CancelledException stopped =
                    assertThrows(CancelledException.class, () -> decoding.advance(new int[] {0}, new int[] {4}));
            assertEquals("writing: it was stopped.", stopped.getMessage());
        }
        assertEquals(List.of("begin", "close"), done);
    }

    @Test
    void beginsNothingOnceItIsCancelled() {
        cancelled.set(true);
        assertThrows(CancelledException.class, () -> decoder.begin(texts));
        assertTrue(done.isEmpty());
    }

    /** Notes what it is asked for. */
    private final class Noting implements TextDecoder {
        @Override
        public Writing writing() {
            throw new AssertionError("not asked for here");
        }

        @Override
        public int maximumLength() {
            return 7;
        }

        @Override
        public TextTokenizer tokenizer() {
            throw new AssertionError("not asked for here");
        }

        @Override
        public Decoding begin(TokenBatch given) {
            done.add("begin");
            return new Decoding() {
                @Override
                public int rows() {
                    return given.rows();
                }

                @Override
                public float[] logits() {
                    return new float[] {0.5f};
                }

                @Override
                public void advance(int[] from, int[] tokens) {
                    done.add("advance");
                }

                @Override
                public void close() {
                    done.add("close");
                }
            };
        }
    }
}
