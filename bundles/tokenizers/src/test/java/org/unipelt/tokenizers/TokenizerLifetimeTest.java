package org.unipelt.tokenizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

/** Many threads at one tokenizer, and its end. */
class TokenizerLifetimeTest {
    @TempDir
    private static Path area;

    @Test
    void manyThreadsWithManyLengthsGetWhatOneGets() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("the cat sleeps on the window sill ".repeat(i % 17 + 1) + i);
        }
        try (TextTokenizer tokenizer = open()) {
            Callable<List<Encoding>> work = () -> texts.stream()
                    .map(text -> tokenizer.encode(text, null, 8 + text.length() % 40, Truncation.LONGEST_FIRST))
                    .toList();
            List<Encoding> expected = work.call();

            for (List<Encoding> actual : together(Collections.nCopies(8, work))) {
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(expected.get(i).ids(), actual.get(i).ids());
                    assertArrayEquals(expected.get(i).offsets(), actual.get(i).offsets());
                }
            }
        }
    }

    @Test
    void closingUnderRunningCallsLetsThemFinish() throws Exception {
        for (int round = 0; round < 20; round++) {
            TextTokenizer tokenizer = open();
            List<String> expected = encode(tokenizer, "the cat sleeps").tokens();
            CountDownLatch encoding = new CountDownLatch(4);
            Callable<Integer> work = () -> {
                int done = 0;
                while (true) {
                    try {
                        assertEquals(
                                expected, encode(tokenizer, "the cat sleeps").tokens());
                    } catch (IllegalStateException closed) {
                        return done;
                    }
                    if (done++ == 0) {
                        encoding.countDown();
                    }
                }
            };
            Callable<Integer> closing = () -> {
                encoding.await();
                tokenizer.close();
                return 1;
            };
            for (int done : together(List.of(work, work, work, work, closing))) {
                assertNotEquals(0, done);
            }
        }
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsAClearError() {
        TextTokenizer tokenizer = open();
        tokenizer.close();
        tokenizer.close();

        IllegalStateException error = assertThrows(IllegalStateException.class, () -> encode(tokenizer, "the"));
        assertTrue(error.getMessage().contains("closed"), error.getMessage());
        assertThrows(IllegalStateException.class, () -> tokenizer.decode(new int[] {2}, false));
    }

    private static TextTokenizer open() {
        return new HuggingFaceTokenizerFactory(area).open(Models.of(Models.tokenizerJson("tiny-bert")));
    }

    private static Encoding encode(TextTokenizer tokenizer, String text) {
        return tokenizer.encode(text, null, 512, Truncation.LONGEST_FIRST);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
