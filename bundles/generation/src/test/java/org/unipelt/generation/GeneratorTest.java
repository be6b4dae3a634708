package org.unipelt.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.generation.TextGenerator.Generated;

class GeneratorTest {
    private static final List<String> TEXTS = List.of("ab", "dcba", "b", "cc");

    private final Generator generator = new Generator();
    private final TableModel model = new TableModel(100);

    private List<List<Generated>> write(List<String> texts, Map<String, ?> options) {
        return generator.write(model, texts, generator.options().parse(options, "test"));
    }

    @Test
    void greedyTakesTheBestTokenEachTimeAndStopsAtTheEnd() {
        List<List<Generated>> written = write(TEXTS, Map.of("max_new_tokens", 12));
        for (int i = 0; i < TEXTS.size(); i++) {
            List<Integer> tokens = ids(TEXTS.get(i));
            for (int token : written.get(i).get(0).ids()) {
                float[] scores = TableModel.scores(tokens);
                for (float score : scores) {
                    assertTrue(score <= scores[token]);
                }
                tokens.add(token);
            }
            int last = tokens.get(tokens.size() - 1);
            assertTrue(last == TableModel.END || written.get(i).get(0).ids().length == 12);
        }
        assertEquals(0, model.open);
    }

    /** With as many beams as there are texts nothing is lost. */
    @Test
    void beamSearchFindsTheBestTextsOfAll() {
        int length = 4;
        for (double penalty : new double[] {0, 1, 2}) {
            for (String text : TEXTS) {
                List<Scored> all = new ArrayList<>();
                enumerate(ids(text), new ArrayList<>(), 0, length, penalty, all);
                all.sort(Comparator.comparingDouble(Scored::score).reversed());
                List<Generated> written = write(
                                List.of(text),
                                Map.of(
                                        "num_beams",
                                        700,
                                        "num_return_sequences",
                                        3,
                                        "max_new_tokens",
                                        length,
                                        "length_penalty",
                                        penalty,
                                        "early_stopping",
                                        "never"))
                        .get(0);
                for (int i = 0; i < 3; i++) {
                    assertEquals(all.get(i).score(), written.get(i).score(), 1e-5);
                    assertArrayEquals(
                            all.get(i).tokens().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray(),
                            written.get(i).ids());
                }
            }
        }
    }

    private record Scored(List<Integer> tokens, double score) {}

    private static void enumerate(
            List<Integer> given, List<Integer> written, double sum, int most, double penalty, List<Scored> all) {
        for (int token = 0; token < TableModel.VOCABULARY; token++) {
            List<Integer> before = new ArrayList<>(given);
            before.addAll(written);
            double longer = sum + TableModel.logProbability(before, token);
            List<Integer> tokens = new ArrayList<>(written);
            tokens.add(token);
            if (token == TableModel.END || tokens.size() == most) {
                all.add(new Scored(tokens, longer / Math.pow(tokens.size(), penalty)));
            } else {
                enumerate(given, tokens, longer, most, penalty, all);
            }
        }
    }

    @Test
    void aBatchWritesWhatItsTextsDoAlone() {
        for (Map<String, ?> options :
                List.<Map<String, ?>>of(Map.of("max_new_tokens", 9), Map.of("num_beams", 3, "max_new_tokens", 6))) {
            List<List<Generated>> together = write(TEXTS, options);
            for (int i = 0; i < TEXTS.size(); i++) {
                Generated alone = write(List.of(TEXTS.get(i)), options).get(0).get(0);
                assertArrayEquals(alone.ids(), together.get(i).get(0).ids());
                assertEquals(alone.score(), together.get(i).get(0).score(), 1e-9);
            }
        }
    }

    @Test
    void tokensAreDrawnByTheirProbabilities() {
        int draws = 4000;
        int[] counts = new int[TableModel.VOCABULARY];
        write(List.of("ab"), Map.of("do_sample", true, "max_new_tokens", 1, "num_return_sequences", 1000, "seed", 3))
                .get(0)
                .forEach(one -> counts[one.ids()[0]]++);
        for (int seed = 4; seed < 7; seed++) {
            write(
                            List.of("ab"),
                            Map.of("do_sample", true, "max_new_tokens", 1, "num_return_sequences", 1000, "seed", seed))
                    .get(0)
                    .forEach(one -> counts[one.ids()[0]]++);
        }
        double chiSquare = 0;
        for (int token = 0; token < TableModel.VOCABULARY; token++) {
            double expected = draws * Math.exp(TableModel.logProbability(ids("ab"), token));
            chiSquare += (counts[token] - expected) * (counts[token] - expected) / expected;
        }
        assertTrue(chiSquare < 18.5, "chi square " + chiSquare); // 0.1 % at four degrees of freedom
    }

    @Test
    void theSameSeedDrawsTheSameTextWhateverStandsBeside() {
        Map<String, ?> options = Map.of("do_sample", true, "max_new_tokens", 8, "seed", 11);
        List<List<Generated>> once = write(TEXTS, options);
        assertEquals(texts(once), texts(write(TEXTS, options)));
        assertEquals(texts(once).subList(0, 2), texts(write(TEXTS.subList(0, 2), options)));
        assertTrue(
                !texts(once).equals(texts(write(TEXTS, Map.of("do_sample", true, "max_new_tokens", 8, "seed", 12)))));
    }

    @Test
    void seedsTextsAndSequencesShareNoRandomNumbers() {
        Set<Long> numbers = new HashSet<>();
        int drawn = 0;
        for (int seed = -3; seed < 40; seed++) {
            for (int text = 0; text < 20; text++) {
                for (int sequence = 0; sequence < 4; sequence++) {
                    SplittableRandom random = Generator.random(seed, text, sequence);
                    for (int step = 0; step < 12; step++, drawn++) {
                        numbers.add(random.nextLong());
                    }
                }
            }
        }
        assertEquals(drawn, numbers.size());
    }

    @Test
    void oneTokenIsLeftToDrawFromWithTopOneAndWithALowTemperature() {
        List<List<Generated>> greedy = write(TEXTS, Map.of("max_new_tokens", 6));
        assertEquals(texts(greedy), texts(write(TEXTS, Map.of("do_sample", true, "top_k", 1, "max_new_tokens", 6))));
        assertEquals(
                texts(greedy),
                texts(write(TEXTS, Map.of("do_sample", true, "temperature", 0.001, "max_new_tokens", 6))));
        assertEquals(texts(greedy), texts(write(TEXTS, Map.of("do_sample", true, "top_p", 1e-6, "max_new_tokens", 6))));
    }

    @Test
    void anotherTokenMayEndTexts() {
        for (List<Generated> written : write(TEXTS, Map.of("eos_token_id", 0, "max_new_tokens", 20))) {
            int[] ids = written.get(0).ids();
            for (int i = 0; i < ids.length - 1; i++) {
                assertTrue(ids[i] != 0);
            }
        }
    }

    @Test
    void aTextThatLeavesTooLittleRoomIsCutAtItsStartAndThatIsSaid() {
        TableModel small = new TableModel(6);
        var options = generator.options().parse(Map.of("max_new_tokens", 2, "eos_token_id", 99), "test");
        Generated whole =
                generator.write(small, List.of("abcd"), options).get(0).get(0);
        assertEquals(2, whole.ids().length);
        assertFalse(whole.truncated());
        for (String longer : List.of("dabcd", "dcabcd", "aaaaaaabcd")) {
            Generated cut =
                    generator.write(small, List.of(longer), options).get(0).get(0);
            assertArrayEquals(whole.ids(), cut.ids());
            assertTrue(cut.truncated());
        }
    }

    @Test
    void theRoomOfATextIsItsOwnWhateverStandsBeside() {
        TableModel small = new TableModel(8);
        var options = generator.options().parse(Map.of("max_new_tokens", 6, "eos_token_id", 99), "test");
        List<List<Generated>> both = generator.write(small, List.of("ab", "abcd"), options);
        assertEquals(6, both.get(0).get(0).ids().length);
        assertEquals(4, both.get(1).get(0).ids().length);
    }

    @Test
    void anEmptyTextBeginsBehindAnEnd() {
        Generated empty = write(List.of(""), Map.of()).get(0).get(0);
        Generated behind = write(List.of("e"), Map.of()).get(0).get(0);
        assertArrayEquals(behind.ids(), empty.ids());
    }

    @Test
    void aTextThatLeavesNoRoomIsRefused() {
        TableModel small = new TableModel(4);
        var texts = org.unipelt.api.text.TokenBatch.of(
                List.of(small.tokenizer()
                        .encode("abcd", null, 9, org.unipelt.api.text.TextTokenizer.Truncation.LONGEST_FIRST)),
                0);
        var options = generator.options().parse(Map.of(), "test");
        assertTrue(assertThrows(DataException.class, () -> generator.generate(small, texts, options))
                .getMessage()
                .contains("no room"));
    }

    @Test
    void contradictionsAreRefused() {
        refused(Map.of("do_sample", true, "num_beams", 2), "num_beams 2 with do_sample");
        refused(Map.of("num_return_sequences", 2), "num_return_sequences 2 with num_beams 1");
        refused(Map.of("temperature", 0.5), "temperature without do_sample");
        refused(Map.of("early_stopping", "sometimes"), "early_stopping");
        refused(Map.of("num_beam", 2), "num_beams");
    }

    private void refused(Map<String, ?> options, String part) {
        String message = assertThrows(ConfigurationException.class, () -> write(TEXTS, options))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    private static List<Integer> ids(String text) {
        return new ArrayList<>(text.chars().map(letter -> letter - 'a').boxed().toList());
    }

    private static List<String> texts(List<List<Generated>> written) {
        return written.stream().map(all -> all.get(0).text()).toList();
    }
}
