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
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.api.text.TokenBatch;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.generation.Generator;

class TextToTextHeadTest {
    private static final Example EXAMPLE = new Example(TextInput.of("ab"), "cd", 1);

    private final Shouting generator = new Shouting();

    @Test
    void answersAreWhatIsWrittenForTheSourceBetweenPrefixAndSeparator() {
        TaskHead head = head(Map.of("prefix", "translate: ", "separator", " =>", "num_beams", 3));

        List<Answer> answers = head.answer(List.of(TextInput.of("a dog"), TextInput.of("a cat")), new Model());

        assertEquals(
                List.of("TRANSLATE: A DOG =>", "TRANSLATE: A CAT =>"),
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
                head.encode(EXAMPLE.input(), letters, 20).get(0).ids());
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
        restored.answer(List.of(TextInput.of("a")), new Model());
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

    private TaskHead head(Map<String, ?> keys) {
        return task(keys).fit(List.of(EXAMPLE), List.of(EXAMPLE));
    }

    private TaskInstance task(Map<String, ?> keys) {
        TextToTextTask task = new TextToTextTask(new FileTableReader(), generator);
        return task.instantiate(task.options().parse(keys, TextToTextTask.WHERE));
    }

    /** Writes the given text in capitals; takes what the real one takes. */
    private static final class Shouting implements TextGenerator {
        private Options options;

        @Override
        public OptionSchema options() {
            return new Generator().options();
        }

        @Override
        public List<List<Generated>> write(TextDecoder decoder, List<String> texts, Options wanted) {
            options = wanted;
            return texts.stream()
                    .map(text -> List.of(
                            new Generated(" " + text.toUpperCase() + " ", new int[0], -1.5, false),
                            new Generated("second", new int[0], -2, false)))
                    .toList();
        }

        @Override
        public List<List<Generated>> generate(TextDecoder decoder, TokenBatch texts, Options wanted) {
            throw new UnsupportedOperationException();
        }
    }

    /** A model that nothing is asked of. */
    private static final class Model implements TaskModel {
        @Override
        public TextTokenizer tokenizer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int maximumLength() {
            return 20;
        }

        @Override
        public List<List<Reading>> read(List<TextInput> inputs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TextDecoder decoder() {
            return null;
        }
    }
}
