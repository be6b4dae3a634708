package org.unipelt.task.answering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.testkit.DeclaredWeights;

class SpanHeadTest {
    private static final int SIZE = 6;
    private static final List<String> NAMES =
            List.of("leipzig", "film", "brot", "cello", "minuten", "bus", "hall", "uhr");

    private final QuestionAnsweringTask task = new QuestionAnsweringTask(file -> List.of());

    @Test
    void scoresAreALinearMapOfEachState() {
        try (DrawnSpans drawn = drawn()) {
            Map<String, float[]> weights = Map.of(
                    "qa_outputs.weight",
                    new float[] {1, 10, 2, 20, 0, 0, 0, 0, 0, 0, 0, 0},
                    "qa_outputs.bias",
                    new float[] {0.5f, -0.5f});

            assertArrayEquals(
                    new float[] {5.5f, 49.5f, 2.5f, 19.5f},
                    drawn.scores(weights, new float[][][] {{{1, 2, 9, 9, 9, 9}, {0, 1, 0, 0, 0, 0}}}),
                    1e-5f);
        }
    }

    @Test
    void theLossIsTheMeanOfBothCrossEntropiesOverContextAndFirstToken() {
        Random random = new Random(1);
        float[][][] states = states(random, 3, 7);
        // a window with its answer, one without, and one padded behind place 4
        float[][] targets = {{3, 5, 2, 6}, {0, 0, 3, 7}, {2, 2, 2, 4}};
        Map<String, float[]> weights = weights(random);
        try (DrawnSpans drawn = drawn()) {
            float[] scores = drawn.scores(weights, states);
            double expected = 0;
            for (int row = 0; row < targets.length; row++) {
                for (int side = 0; side < 2; side++) {
                    expected += crossEntropy(scores, row * 7, side, targets[row]) / targets.length / 2;
                }
            }
            assertEquals(expected, drawn.loss(weights, states, targets), 1e-5);
        }
    }

    private static double crossEntropy(float[] scores, int row, int side, float[] target) {
        double sum = Math.exp(scores[2 * row + side]);
        for (int place = (int) target[2]; place < target[3]; place++) {
            sum += Math.exp(scores[2 * (row + place) + side]);
        }
        return Math.log(sum) - scores[2 * (row + (int) target[side]) + side];
    }

    /** Two halves read by nobody whole. */
    @Test
    void aModelWithADecoderBesideItsEncoderIsRefused() {
        DeclaredWeights declared = new DeclaredWeights();
        TaskHead.Drawing drawing = head().declare(shape(), Optional.empty(), declared);
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            ModelOutputs half = new ModelOutputs(List.of(tf.constant(new float[1][1][SIZE])), null, 0, Map.of());
            ModelOutputs both = new ModelOutputs(half.hiddenStates(), null, 0, Map.of(), Optional.of(half));
            ConfigurationException refusal =
                    assertThrows(ConfigurationException.class, () -> drawing.scores(null, both));
            assertTrue(refusal.getMessage().contains("a decoder stands between"), refusal.getMessage());
        }
    }

    /** Answers are names, which stand anywhere: the states tell which words are, as a model's would. */
    @Test
    void aPatternIsLearnedThroughWindowsAndFoundAgain() {
        SpanHead head = (SpanHead) head(Map.of("stride", 8));
        Random random = new Random(3);
        Map<Integer, float[]> words = new HashMap<>();
        Map<String, float[]> weights = weights(random);
        try (TextTokenizer tokenizer = Tokenizers.open("tiny-bert");
                DrawnSpans drawn = drawn()) {
            for (int step = 0; step < 200; step++) {
                for (Row row : head.rows(example(random), tokenizer, 32)) {
                    drawn.step(
                            weights,
                            new float[][][] {embedded(row.text(), tokenizer, words, random)},
                            new float[][] {row.target()},
                            0.5f);
                }
            }
            TaskModel model = new Model(
                    head,
                    tokenizer,
                    text -> drawn.scores(weights, new float[][][] {embedded(text, tokenizer, words, random)}));
            List<Example> asked = List.of(example(random), example(random), example(random), example(random));
            assertEquals(
                    Map.of("exact_match", head.perfect(), "f1", head.perfect()),
                    head.metrics(
                            asked,
                            head.answer(asked.stream().map(Example::input).toList(), model)));
        }
    }

    /** A name between words that are none, in more than one window. */
    private static Example example(Random random) {
        String before = "the and was ".repeat(1 + random.nextInt(8));
        String name = NAMES.get(random.nextInt(NAMES.size()));
        String context = before + name + " is to you".repeat(1 + random.nextInt(6));
        return new Example(new TextInput("what is it ?", context), List.of(new Label(name, before.length())), 1);
    }

    /** Each word by chance, but for one number that says whether it is a name. */
    private static float[][] embedded(
            Encoding row, TextTokenizer tokenizer, Map<Integer, float[]> words, Random random) {
        float[][] states = new float[row.length()][];
        for (int place = 0; place < states.length; place++) {
            states[place] = words.computeIfAbsent(row.ids()[place], id -> {
                float[] state = states(random, 1, 1)[0][0];
                state[0] = NAMES.contains(tokenizer.decode(new int[] {id}, false)) ? 1 : -1;
                return state;
            });
        }
        return states;
    }

    @Test
    void anExampleWithoutAnAnswerTeachesNothing() {
        Example example = new Example(new TextInput("a", "b"), List.of(), 7);
        assertSays(
                assertThrows(DataException.class, () -> head().rows(example, null, 20)),
                "line 7: the question has no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aQuestionWithoutATextIsRefused(String context) {
        assertSays(
                assertThrows(DataException.class, () -> head().encode(new TextInput("who?", context), null, 20)),
                "question 'who?': there is no text to look for the answer in");
        assertThrows(DataException.class, () -> head().encode(TextInput.of("who?"), null, 20));
    }

    @Test
    @SuppressWarnings("unchecked")
    void aHeadComesBackFromItsStateThroughJson() throws IOException {
        TaskHead head = head(Map.of("metric", "exact_match", "stride", 7, "n_best", 3, "maximum_answer_length", 5));
        ObjectMapper json = new ObjectMapper();

        TaskHead restored = task(Map.of()).restore(json.readValue(json.writeValueAsString(head.state()), Map.class));

        assertEquals(head, restored);
        assertEquals("exact_match", restored.metric());
        assertTrue(task(Map.of()).pairs());
    }

    @Test
    void aDamagedStateIsRefused() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of()).restore(Map.of("metric", "bleu"))),
                "state of the question-answering head: it is not understood");
    }

    @Test
    void withoutQuestionsThereIsNothingToFit() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("train", "t.json"))
                        .fit(List.of(), List.of())),
                "t.json: there is no question");
    }

    private TaskInstance task(Map<String, Object> raw) {
        return task.instantiate(task.options().parse(raw, "task"));
    }

    private TaskHead head() {
        return head(Map.of());
    }

    private TaskHead head(Map<String, Object> raw) {
        return task(raw).fit(List.of(new Example(new TextInput("a", "b"), "b", 1)), List.of());
    }

    private DrawnSpans drawn() {
        DeclaredWeights declared = new DeclaredWeights();
        return new DrawnSpans(head().declare(shape(), Optional.empty(), declared), declared.parameters(), SIZE);
    }

    private static ModelShape shape() {
        return new ModelShape(1, SIZE, 10, 64, 0.1);
    }

    private static Map<String, float[]> weights(Random random) {
        return Map.of("qa_outputs.weight", floats(random, 2 * SIZE), "qa_outputs.bias", floats(random, 2));
    }

    private static float[][][] states(Random random, int rows, int length) {
        float[][][] states = new float[rows][length][];
        for (float[][] row : states) {
            for (int place = 0; place < length; place++) {
                row[place] = floats(random, SIZE);
            }
        }
        return states;
    }

    private static float[] floats(Random random, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return floats;
    }

    private static void assertSays(RuntimeException error, String part) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    /** Says what a test computes for each row. */
    private record Model(TaskHead head, TextTokenizer tokenizer, java.util.function.Function<Encoding, float[]> scores)
            implements TaskModel {
        @Override
        public int maximumLength() {
            return 32;
        }

        @Override
        public List<List<Reading>> read(List<TextInput> inputs) {
            return inputs.stream()
                    .map(input -> head.encode(input, tokenizer, maximumLength()).stream()
                            .map(row -> new Reading(row, scores.apply(row)))
                            .toList())
                    .toList();
        }

        @Override
        public TextDecoder decoder() {
            throw new UnsupportedOperationException("it only reads");
        }
    }
}
