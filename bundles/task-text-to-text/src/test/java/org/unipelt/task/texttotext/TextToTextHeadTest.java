package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.client.TextDecoder;
import org.unipelt.api.generation.TextGenerator;
import org.unipelt.api.model.ModelOutputs;
import org.unipelt.api.model.Writing;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.Reading;
import org.unipelt.api.task.Row;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.api.task.TaskModel;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.generation.Generator;

class TextToTextHeadTest {
    private static final Example EXAMPLE = new Example(TextInput.of("ab"), "cd", 1);

    private static final Model GOING_ON = new Model(new Letters(OptionalInt.empty(), 100), 40);

    private final Shouting generator = new Shouting();

    @Test
    void answersAreWhatIsWrittenForTheSourceBetweenPrefixAndSeparator() {
        TaskHead head = head(Map.of("prefix", "translate", "separator", "to", "num_beams", 3));

        List<Answer> answers = head.answer(List.of(TextInput.of("adog"), TextInput.of("acat")), GOING_ON);

        assertEquals(
                List.of("TRANSLATEADOGTO", "TRANSLATEACATTO"),
                answers.stream().map(Answer::label).toList());
        assertEquals(Map.of("log_probability", -1.5), answers.get(0).scores());
        assertEquals(3, generator.options.integer("num_beams"));
        assertEquals(64, generator.options.integer("max_new_tokens"));
        assertTrue(head.writes(), "gates are those of the given text");
    }

    @Test
    void rowsHaveThePrefixAndTheSeparatorToo() {
        TaskHead head = head(Map.of("prefix", "x"));
        TextTokenizer letters = new LetterTokenizer(List.of(), List.of());

        Row row = head.rows(EXAMPLE, letters, 20, new Writing(OptionalInt.empty(), List.of(1), 0))
                .get(0);

        assertArrayEquals(new int[] {26, 3, 4, 2, 5, 6}, row.text().ids());
        assertArrayEquals(
                new int[] {26, 3, 4, 2},
                head.encodeGiven(EXAMPLE.input(), GOING_ON.decoder(), 20).get(0).ids());
    }

    @ParameterizedTest
    @CsvSource({
        "100, 8, efghijkl, what was trained on",
        "12, 40, fghijkl, room for five in a model that holds twelve",
        "8, 40, ijkl, half of what the model holds",
        "100, 40, abcdefghijkl, all"
    })
    void aDecoderGoesOnFromTheEndOfWhatIsGiven(int longest, int maximumLength, String read, String why) {
        Model model = new Model(new Letters(OptionalInt.empty(), longest), maximumLength);
        assertReads(read, model, why);
    }

    @Test
    void anEncoderReadsTheStartOfWhatIsGiven() {
        assertReads("abcdefgh", new Model(new Letters(OptionalInt.of(0), 100), 8), "what was trained on");
    }

    @Test
    void nothingIsGivenAsTheEndOfAnotherText() {
        TaskHead head = head(Map.of("separator", ""));
        head.answer(List.of(TextInput.of("")), GOING_ON);
        assertArrayEquals(new int[] {1}, generator.given.get(0).ids());
    }

    /** Gates and notices are of the same row that is written from. */
    private void assertReads(String read, Model model, String why) {
        TextInput input = TextInput.of("abcdefghijkl");
        TaskHead head = head(Map.of("separator", "", "max_new_tokens", 5));
        assertEquals(
                read.toUpperCase(), head.answer(List.of(input), model).get(0).label(), why);
        Encoding row =
                head.encodeGiven(input, model.decoder(), model.maximumLength()).get(0);
        assertArrayEquals(row.ids(), generator.given.get(0).ids());
        assertEquals(read.length() < input.text().length(), row.truncated());
    }

    @Test
    void aModelThatOnlyReadsIsRefused() {
        TaskHead head = head(Map.of());
        assertThrows(
                ConfigurationException.class, () -> head.rows(EXAMPLE, new LetterTokenizer(List.of(), List.of()), 20));
        try (Graph graph = new Graph()) {
            Operand<TFloat32> states = Ops.create(graph).constant(new float[1][2][3]);
            ModelOutputs outputs = new ModelOutputs(List.of(states), states, 0, Map.of());
            String message = assertThrows(ConfigurationException.class, () -> head.declare(null, Optional.empty(), null)
                            .scores(null, outputs))
                    .getMessage();
            assertTrue(message.contains("it only reads"), message);
        }
    }

    @Test
    void aPackKeepsHowItIsToWrite() {
        Map<String, Object> state = head(Map.of("metric", "chrf", "prefix", "p ", "max_new_tokens", 7))
                .state();

        TaskHead restored = task(Map.of()).restore(state);

        assertEquals("chrf", restored.metric());
        assertEquals(state, restored.state());
        restored.answer(List.of(TextInput.of("a")), GOING_ON);
        assertEquals(7, generator.options.integer("max_new_tokens"));

        Map<String, Object> damaged = new LinkedHashMap<>(state);
        damaged.put("metric", "f1");
        assertThrows(DataException.class, () -> task(Map.of()).restore(damaged));
        damaged.put("metric", "bleu");
        damaged.remove("prefix");
        assertThrows(DataException.class, () -> task(Map.of()).restore(damaged));
    }

    @Test
    void anyOfSeveralReferencesIsRight() {
        Example two = new Example(TextInput.of("x"), List.of(Label.of("Eins"), Label.of("Zwei")), 1);

        TaskHead head = head(Map.of());
        Map<String, Double> metrics = head.metrics(List.of(two), List.of(new Answer("Zwei", Map.of())));

        assertEquals(head.perfect(), metrics.get("exact_match"));
        assertEquals(head.perfect(), metrics.get("chrf"), 1e-9);
        assertEquals(List.of("bleu", "chrf", "exact_match"), List.copyOf(metrics.keySet()));
    }

    @Test
    void whatIsLeftToChanceCannotBeAskedFor() {
        assertThrows(ConfigurationException.class, () -> task(Map.of("do_sample", true)));
        assertThrows(ConfigurationException.class, () -> task(Map.of("num_return_sequences", 2)));
        assertThrows(DataException.class, () -> task(Map.of()).fit(List.of(), List.of()));
    }

    @Test
    void bleuTellsNothingWhereItIsZeroForAllThatIsRight() {
        Example three = new Example(TextInput.of("a"), "one two three", 1);
        Example four = new Example(TextInput.of("a"), "one two three four", 2);
        assertEquals(
                Optional.of("no text to write has 4 words, and bleu is 0 even where all is right"),
                head(Map.of()).indifference(List.of(three)));
        assertEquals(Optional.empty(), head(Map.of()).indifference(List.of(three, four)));
        assertEquals(Optional.empty(), head(Map.of("metric", "chrf")).indifference(List.of(three)));
    }

    private TaskHead head(Map<String, ?> keys) {
        return task(keys).fit(List.of(EXAMPLE), List.of());
    }

    private TaskInstance task(Map<String, ?> keys) {
        TextToTextTask task = new TextToTextTask(new FileTableReader(), generator);
        return task.instantiate(task.options().parse(keys, TextToTextTask.WHERE));
    }

    /** Writes the given text in capitals; takes what the real one takes. */
    private static final class Shouting implements TextGenerator {
        private Options options;
        private List<Encoding> given;

        @Override
        public OptionSchema options() {
            return new Generator().options();
        }

        @Override
        public List<List<Generated>> writeOn(TextDecoder decoder, List<Encoding> texts, Options wanted) {
            options = wanted;
            given = texts;
            return texts.stream()
                    .map(text -> decoder.tokenizer().decode(text.ids(), true))
                    .map(text -> List.of(
                            new Generated(" " + text.toUpperCase() + " ", new int[0], -1.5, false),
                            new Generated("second", new int[0], -2, false)))
                    .toList();
        }

        @Override
        public List<List<Generated>> write(TextDecoder decoder, List<String> texts, Options wanted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<List<Generated>> generate(TextDecoder decoder, TokenBatch texts, Options wanted) {
            throw new UnsupportedOperationException();
        }
    }

    /**
     * A model of letters in use.
     *
     * @param maximumLength the most letters of a text that it was trained on
     */
    private record Model(Letters decoder, int maximumLength) implements TaskModel {
        @Override
        public TextTokenizer tokenizer() {
            return decoder.tokenizer();
        }

        @Override
        public List<List<Reading>> read(List<TextInput> inputs) {
            throw new UnsupportedOperationException();
        }
    }

    /**
     * A model of letters that writes; nobody lets it.
     *
     * @param start what its decoder begins with beside an encoder
     * @param maximumLength the most letters that it holds
     */
    private record Letters(OptionalInt start, int maximumLength) implements TextDecoder {
        @Override
        public TextTokenizer tokenizer() {
            return new LetterTokenizer(List.of(), List.of());
        }

        @Override
        public Writing writing() {
            return new Writing(start, List.of(1), 0);
        }

        @Override
        public Decoding begin(TokenBatch texts) {
            throw new UnsupportedOperationException();
        }
    }
}
