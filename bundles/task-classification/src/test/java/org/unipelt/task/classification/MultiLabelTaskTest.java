package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.sentence.DrawnHead;
import org.unipelt.task.sentence.ScriptedModel;

class MultiLabelTaskTest {
    private final MultiLabelTask task = new MultiLabelTask(new FileTableReader());

    @TempDir
    Path folder;

    @Test
    void labelsOfATextStandInOneColumn() throws IOException {
        Path file = write("a.tsv", "text\tlabel\nfirst\tsports, politics,sports\nsecond\t\nthird\tweather\n");

        assertEquals(
                List.of(
                        new Example(TextInput.of("first"), List.of(Label.of("sports"), Label.of("politics")), 2),
                        new Example(TextInput.of("second"), List.of(), 3),
                        new Example(TextInput.of("third"), List.of(Label.of("weather")), 4)),
                task(Map.of()).read(file));
    }

    @Test
    void labelsAreAJsonList() throws IOException {
        Path file = write("a.jsonl", "{\"a\":\"x\",\"b\":\"y\",\"tags\":[\"sports\",\"a, b\"]}\n");

        assertEquals(
                List.of(new Example(new TextInput("x", "y"), List.of(Label.of("sports"), Label.of("a, b")), 1)),
                task(Map.of("text", "a", "pair", "b", "label", "tags")).read(file));
    }

    @Test
    void itPredictsForPairsWhereAColumnOfASecondTextIsNamed() {
        assertTrue(task(Map.of("pair", "b")).pairs());
        assertFalse(task(Map.of()).pairs());
    }

    @Test
    void theSeparatorIsAUsers() throws IOException {
        Path file = write("a.csv", "text,label\nx,a|b\n");

        assertEquals(
                List.of(Label.of("a"), Label.of("b")),
                task(Map.of("label_separator", "|")).read(file).get(0).labels());
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("label_separator", ""))),
                "'label_separator' is empty");
    }

    @Test
    void aMissingColumnIsRefused() throws IOException {
        Path file = write("a.jsonl", "{\"text\":\"x\",\"lable\":[\"a\"]}\n");

        assertSays(
                assertThrows(DataException.class, () -> task(Map.of()).read(file)),
                file + ", line 1: there is no column 'label'. Did you mean 'lable'?");
    }

    @Test
    void dataWithoutTwoLabelsCannotBeLearned() {
        TaskInstance instance = task(Map.of("train", "t.csv"));

        assertSays(
                assertThrows(DataException.class, () -> instance.fit(List.of(example(2, "a"), example(3)), List.of())),
                "t.csv: there is only one label, 'a'.");
        assertSays(
                assertThrows(DataException.class, () -> instance.fit(List.of(example(2)), List.of())),
                "t.csv: no row has a label. Add rows with others, or check that 'label' is the column of the labels and"
                        + " ',' stands between them (label_separator).");
        assertSays(
                assertThrows(DataException.class, () -> instance.fit(List.of(), List.of())),
                "t.csv: there is no example");
    }

    @Test
    void aDevLabelThatTrainingHasNotIsRefusedWithItsLine() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("dev", "d.csv"))
                        .fit(List.of(example(2, "sports", "weather")), List.of(example(2, "sports", "wether")))),
                "d.csv, line 2: the label 'wether' is not in the training data. Did you mean 'weather'?");
    }

    @Test
    void aClassWeightOfAnUnknownLabelNamesTheNearest() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> fit(Map.of("class_weights", Map.of("bb", 2)))),
                "task (multi-label-classification): 'class_weights' has the label 'bb', which is not in the training"
                        + " data. Did you mean 'b'?");
    }

    @Test
    void theTargetHasEachLabelOfTheRow() {
        TaskHead head = fit(Map.of());

        assertArrayEquals(new float[] {1, 0, 1}, ScriptedModel.target(head, example(2, "c", "a")));
        assertArrayEquals(new float[3], ScriptedModel.target(head, example(2)));
    }

    @Test
    void everyLabelAboveTheThresholdIsGiven() {
        TaskHead head = fit(Map.of());

        List<Answer> answers = ScriptedModel.answers(
                head, new float[] {0.5f, -1, 2}, new float[] {-1, -1, -1}, new float[] {-1, 0, -1});

        assertEquals(
                List.of("c,a", "", "b"), answers.stream().map(Answer::label).toList());
        assertEquals(
                List.of("c", "a", "b"), new ArrayList<>(answers.get(0).scores().keySet()));
        assertEquals(1 / (1 + Math.exp(-2)), answers.get(0).scores().get("c"), 1e-12);
        assertEquals(1 / (1 + Math.exp(1)), answers.get(0).scores().get("b"), 1e-12);
    }

    @Test
    void theThresholdIsAUsers() {
        float[] scores = {0.5f, -1, 2};

        assertEquals(
                "c,a,b",
                ScriptedModel.answers(fit(Map.of("threshold", 0.25)), scores)
                        .get(0)
                        .label());
        assertEquals(
                "c",
                ScriptedModel.answers(fit(Map.of("threshold", 0.7)), scores)
                        .get(0)
                        .label());
    }

    @Test
    void metricsCompareWhatIsGivenWithTheLabels() {
        TaskHead head = fit(Map.of());
        List<Answer> answers = ScriptedModel.answers(head, new float[] {1, -1, -1}, new float[] {1, 1, -1});

        // right: a and a; missed: c; given and not there: b
        assertEquals(
                Map.of("f1_micro", 2 / 3.0, "f1_macro", 1 / 3.0, "exact_match", 0.0),
                head.metrics(List.of(example(2, "a", "c"), example(3, "a")), answers));
        assertEquals("f1_micro", head.metric());
    }

    @Test
    void metricsRefuseALabelThatTheHeadDoesNotKnowWithItsLine() {
        TaskHead head = fit(Map.of());

        assertSays(
                assertThrows(
                        DataException.class,
                        () -> head.metrics(
                                List.of(example(4, "x")), ScriptedModel.answers(head, new float[] {1, 1, 1}))),
                "line 4: the label 'x' is not in the training data");
    }

    @Test
    void aFileWithALabelThatTheHeadDoesNotKnowIsRefusedBeforeItIsAnswered() {
        assertSays(
                assertThrows(DataException.class, () -> fit(Map.of()).check("d.csv", List.of(example(4, "x")))),
                "d.csv, line 4: the label 'x' is not in the training data");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aHeadComesBackFromItsStateThroughJson() throws IOException {
        TaskHead head =
                fit(Map.of("metric", "exact_match", "threshold", 0.3, "label_separator", "|", "label_smoothing", 0.1));
        ObjectMapper json = new ObjectMapper();

        TaskHead restored = task(Map.of()).restore(json.readValue(json.writeValueAsString(head.state()), Map.class));

        assertEquals(head.state(), restored.state());
        assertEquals("exact_match", restored.metric());
        assertEquals(
                "c|a|b",
                ScriptedModel.answers(restored, new float[] {0.5f, -0.5f, 2})
                        .get(0)
                        .label());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "labels          | ['a']    | 'labels' is not a list of at least two different texts",
                "metric          | 'f1'     | 'metric' is not one of f1_micro, f1_macro, exact_match",
                "threshold       | 2        | 'threshold' is not a number from 0 to 1",
                "label_separator | ''       | 'label_separator' is not a text",
                "class_weights   | {'x':1}  | 'class_weights' is not numbers by label"
            })
    void aDamagedStateIsRefused(String key, String value, String reason) throws IOException {
        Map<String, Object> state = new HashMap<>(fit(Map.of()).state());
        state.put(key, new ObjectMapper().readValue(value.replace('\'', '"'), Object.class));

        assertSays(assertThrows(DataException.class, () -> task(Map.of()).restore(state)), reason);
    }

    @Test
    void theHeadIsTrainedWithTheSigmoidCrossEntropy() {
        TaskHead two = task(Map.of("pooling", "first")).fit(List.of(example(2, "a"), example(3, "b")), List.of());
        try (DrawnHead head = new DrawnHead(two, new ModelShape(1, 2, 10, 8, 0.1), Optional.empty(), false)) {
            head.set("classifier.weight", new float[] {1, 0, 0, 1});
            head.set("classifier.bias", new float[2]);
            Operand<TFloat32> scores = head.scores(new float[][][] {{{1, -2}}}, new float[][] {{1}}, Map.of());

            assertArrayEquals(new float[] {1, -2}, head.run(scores), 1e-6f);
            assertEquals(
                    (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-2))) / 2,
                    head.run(head.loss(scores, new float[][] {{1, 0}}))[0],
                    1e-6);
        }
    }

    @Test
    void devRowsWithoutAnyLabelTellNothing() {
        List<Example> empty = List.of(example(2), example(3));
        assertEquals(
                Optional.of("no row has a label, and f1_micro is 0 whatever is predicted"),
                fit(Map.of()).indifference(empty));
        assertEquals(Optional.empty(), fit(Map.of()).indifference(List.of(example(2), example(3, "a"))));
        assertEquals(Optional.empty(), fit(Map.of("metric", "exact_match")).indifference(empty));
    }

    private TaskInstance task(Map<String, Object> raw) {
        return task.instantiate(task.options().parse(raw, MultiLabelTask.WHERE));
    }

    private TaskHead fit(Map<String, Object> raw) {
        return task(raw).fit(List.of(example(2, "b", "a"), example(3, "c"), example(4)), List.of(example(2, "a")));
    }

    private static Example example(int line, String... labels) {
        return new Example(
                TextInput.of("a text"), Stream.of(labels).map(Label::of).toList(), line);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertSays(UniPeltException error, String part) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
