package org.unipelt.task.answering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.TextInput;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TextTokenizer.Truncation;

class WindowsTest {
    /** Words of one and many tokens, emoji of one and several code points, marks that combine, signs of other scripts. */
    private static final List<String> WORDS = List.of(
            "the",
            "film",
            "Leipzig",
            "unbelievable",
            "wieder,",
            "(1987)",
            "straße",
            "😀",
            "film🎉",
            "👩‍🚀",
            "cafe\u0301",
            "n\u0303andu\u0301",
            "語学",
            "\"no\"",
            "e\u0301e\u0301",
            "it's",
            "a",
            ".",
            "x-y-z",
            "ﬁn");

    static Stream<Arguments> byChance() {
        return Stream.of("tiny-bert", "tiny-roberta", "tiny-gpt2")
                .flatMap(model -> IntStream.range(0, 25).mapToObj(seed -> Arguments.of(model, seed)));
    }

    @ParameterizedTest
    @MethodSource("byChance")
    void windowsCoverTheContextAndEveryTokenHasOthersAround(String model, int seed) {
        Random random = new Random(seed);
        TextInput input = new TextInput(words(random, 1 + random.nextInt(4)), words(random, 1 + random.nextInt(60)));
        int maximumLength = 48 + random.nextInt(60);
        int stride = random.nextInt(40);
        try (TextTokenizer tokenizer = Tokenizers.open(model)) {
            Windows windows = Windows.of(input, tokenizer, maximumLength);
            List<Window> all = windows.all(stride);
            int tokens = windows.behind() - windows.first();
            int room = maximumLength - windows.front().length - (windows.whole().length() - windows.behind());
            int shared = Math.min(stride, room / 2);
            int[] around = new int[tokens];
            Arrays.fill(around, -1);
            for (Window window : all) {
                assertTrue(window.row().length() <= maximumLength);
                assertQuestionBeside(windows, window);
                for (int i = 0; i < window.length(); i++) {
                    int token = window.from() + i;
                    assertEquals(
                            windows.whole().ids()[windows.first() + token],
                            window.row().ids()[window.first() + i]);
                    assertArrayEquals(
                            windows.whole().offsets()[windows.first() + token],
                            window.row().offsets()[window.first() + i]);
                    int before = window.from() == 0 ? Integer.MAX_VALUE : i;
                    int behind =
                            window.from() + window.length() == tokens ? Integer.MAX_VALUE : window.length() - 1 - i;
                    around[token] = Math.max(around[token], Math.min(before, behind));
                }
            }
            for (int least : around) {
                assertTrue(least >= 0 && least >= (shared - 1) / 2, least + " beside, of " + shared);
            }
            assertEquals(tokens <= room, all.size() == 1);
        }
    }

    @Test
    void someOfTheQuestionStaysOrTheRowsAreTooShort() {
        TextInput input = new TextInput("the film is a film", "the film");
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert")) {
            int shortest = 8; // half of it, less the last special token, has room for two others and a word
            Windows windows = Windows.of(input, tokenizer, shortest);
            assertEquals(3, windows.front().length);
            assertTrue(windows.whole().offsets()[windows.front()[1]][1] > 0, "a word of the question");
            ConfigurationException refusal =
                    assertThrows(ConfigurationException.class, () -> Windows.of(input, tokenizer, shortest - 2));
            assertTrue(refusal.getMessage().contains("too short for a question"), refusal.getMessage());
        }
    }

    private static void assertQuestionBeside(Windows windows, Window window) {
        Encoding row = window.row();
        for (int place = 0; place < row.length(); place++) {
            if (place < window.first()) {
                assertEquals(windows.whole().ids()[windows.front()[place]], row.ids()[place]);
            }
            if (place < window.first() || place >= window.first() + window.length()) {
                assertArrayEquals(new int[2], row.offsets()[place]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("byChance")
    void offsetsGiveTheAnswerBack(String model, int seed) {
        Random random = new Random(seed);
        List<String> context = new ArrayList<>(List.of(words(random, 30).split(" ")));
        int first = random.nextInt(context.size());
        int last = Math.min(context.size() - 1, first + random.nextInt(4));
        String before = String.join(" ", context.subList(0, first)) + (first == 0 ? "" : " ");
        String answer = String.join(" ", context.subList(first, last + 1));
        String text = String.join(" ", context);
        int from = before.codePointCount(0, before.length());
        int to = from + answer.codePointCount(0, answer.length());
        try (TextTokenizer tokenizer = Tokenizers.open(model)) {
            Windows windows = Windows.of(new TextInput("what is it ?", text), tokenizer, 120);
            int[] tokens = windows.tokens(from, to);
            int holding = 0;
            for (Window window : windows.all(30)) {
                float[] target = window.target(tokens[0], tokens[1]);
                if (target[SpanScores.START] == 0) {
                    assertEquals(0, target[SpanScores.END]);
                    continue;
                }
                holding++;
                float[] scores = new float[2 * window.row().length()];
                scores[2 * (int) target[SpanScores.START] + SpanScores.START] = 9;
                scores[2 * (int) target[SpanScores.END] + SpanScores.END] = 9;
                assertEquals(
                        answer,
                        new Spans(text, new SpanOptions("f1", 30, 1, 100))
                                .best(List.of(new org.unipelt.api.task.Reading(window.row(), scores)))
                                .label());
            }
            assertTrue(holding > 0);
        }
    }

    @Test
    void theContextAloneHasOffsetsAndTypesAsTheTokenizerGivesThem() {
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert")) {
            Window window = Windows.of(new TextInput("the film ?", "a bus ."), tokenizer, 40)
                    .all(0)
                    .get(0);
            Encoding pair = tokenizer.encode("the film ?", "a bus .", 40, Truncation.LONGEST_FIRST);
            assertArrayEquals(pair.ids(), window.row().ids());
            assertArrayEquals(pair.typeIds(), window.row().typeIds());
            assertArrayEquals(new float[] {0, 0, 5, 8}, window.target(3, 3));
            assertArrayEquals(new float[] {5, 7, 5, 8}, window.target(0, 2));
            assertFalse(window.row().truncated());
        }
    }

    @Test
    void aQuestionMayTakeHalfARow() {
        TextInput input = new TextInput("the film ".repeat(30).strip(), "a bus .");
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert")) {
            Window window = Windows.of(input, tokenizer, 20).all(0).get(0);
            assertTrue(window.row().truncated());
            assertEquals(9, window.first(), "and the last special token half of the other half");
            assertEquals("[SEP]", tokenizer.decode(new int[] {window.row().ids()[8]}, false));
            assertEquals(3, window.length());
        }
    }

    @Test
    void rowsWithoutRoomAreRefused() {
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert")) {
            TextInput input = new TextInput("the film", "a bus .");
            ConfigurationException refusal =
                    assertThrows(ConfigurationException.class, () -> Windows.of(input, tokenizer, 4));
            assertTrue(refusal.getMessage().contains("Raise \"maximum_length\""), refusal.getMessage());
        }
    }

    @Test
    void whatNoTokenStandsForIsInNoWindow() {
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert")) {
            String context = "a \u0000\u0000 bus";
            Windows windows = Windows.of(new TextInput("the film", context), tokenizer, 40);
            int[] tokens = windows.tokens(2, 4);
            assertArrayEquals(new float[] {0, 0, 4, 6}, windows.all(0).get(0).target(tokens[0], tokens[1]));
        }
    }

    private static String words(Random random, int count) {
        return String.join(
                " ",
                IntStream.range(0, count)
                        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                        .toList());
    }
}
