package org.unipelt.task.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.model.ModelShape;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.sentence.DrawnHead;
import org.unipelt.task.sentence.ScriptedModel;

class RegressionTaskTest {
    private static final ModelShape SHAPE = new ModelShape(1, 2, 10, 8, 0.1);
    private static final float[][][] HIDDEN = {{{1, 2}, {3, 4}}, {{-1, 5}, {2, 2}}};
    private static final float[][] MASK = {{1, 1}, {1, 1}};

    private final RegressionTask task = new RegressionTask(new FileTableReader());

    @TempDir
    Path folder;

    @Test
    void examplesAreTextPairsWithNumbers() throws IOException {
        Path file = write("a.tsv", "sentence1\tsentence2\tscore\nfirst\tsecond\t3.8\nthird\tfourth\t-1e-3\n");

        List<Example> examples = task(Map.of("text", "sentence1", "pair", "sentence2", "label", "score"))
                .read(file);

        assertEquals(new Example(new TextInput("first", "second"), "3.8", 2), examples.get(0));
        assertArrayEquals(new float[] {3.8f}, ScriptedModel.target(head(), examples.get(0)));
        assertArrayEquals(new float[] {-1e-3f}, ScriptedModel.target(head(), examples.get(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "NaN", "Infinity", "1e40", "3,5", "4f", "0x1p3", "1d"})
    void aLabelThatIsNoNumberIsRefusedWithFileAndLine(String label) throws IOException {
        Path file = write("a.tsv", "text\tlabel\nfirst\t1\nsecond\t" + label + "\n");

        assertSays(
                assertThrows(DataException.class, () -> task(Map.of()).read(file)),
                file + ", line 3: the label '" + label + "' is not a number. Write one, as 3.5.");
    }

    @Test
    void anEmptyLabelIsRefusedWithFileAndLine() throws IOException {
        Path file = write("a.csv", "text,label\nfirst,\n");

        assertSays(
                assertThrows(DataException.class, () -> task(Map.of()).read(file)),
                file + ", line 2: the label (column 'label') is empty");
    }

    @Test
    void noExampleCannotBeLearnedFrom() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("train", "t.csv"))
                        .fit(List.of(), examples("1", "2"))),
                "t.csv: there is no example");
    }

    @Test
    void aDevSetOfOneLabelTellsNothing() {
        TaskHead head = task(Map.of()).fit(examples("1"), List.of());
        assertEquals(
                Optional.of("all labels are 2, with which nothing correlates"),
                head.indifference(examples("2", "2.0")));
        assertEquals(Optional.empty(), head.indifference(examples("2", "3")));
    }

    @Test
    void theErrorIsNotAMetricToWatch() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("metric", "mse"))),
                "'mse' is not allowed for 'metric'");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aHeadComesBackFromItsStateThroughJson() throws IOException {
        TaskHead head = task(Map.of("metric", "pearson", "pooling", "mean", "hidden_layer", true))
                .fit(examples("1"), List.of());
        ObjectMapper json = new ObjectMapper();

        TaskHead restored = task(Map.of()).restore(json.readValue(json.writeValueAsString(head.state()), Map.class));

        assertEquals(head, restored);
        assertEquals("pearson", restored.metric());
    }

    @ParameterizedTest
    @CsvSource({
        "mse, auto, 1, 'metric' is not one of",
        "pearson, maximum, 1, 'pooling' is not one of",
        "pearson, auto, 0, 'deviation' is not a number above 0"
    })
    void aDamagedStateIsRefused(String metric, String pooling, double deviation, String reason) {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of())
                        .restore(Map.of("metric", metric, "pooling", pooling, "deviation", deviation))),
                "state of the regression head: " + reason);
    }

    @Test
    void largeLabelsAreStandardisedByThoseOfTheTraining() {
        TaskHead head = task(Map.of()).fit(examples("100", "300", "500", "700"), List.of());

        float deviation = (float) Math.sqrt(50_000); // of 100, 300, 500 and 700 around 400
        assertArrayEquals(
                new float[] {-300 / deviation},
                ScriptedModel.target(head, examples("100").get(0)));
        assertEquals(
                List.of("400.0", "1000.0"),
                ScriptedModel.answers(head, new float[] {0}, new float[] {600 / deviation}).stream()
                        .map(Answer::label)
                        .toList());
    }

    @Test
    void digitsThatAFloatDoesNotHoldAreKept() {
        TaskHead head = task(Map.of()).fit(examples("1600000000", "1600000003"), examples("1600000000", "1600000003"));

        assertArrayEquals(
                new float[] {-1},
                ScriptedModel.target(head, examples("1600000000").get(0)));
        List<Answer> answers = ScriptedModel.answers(head, new float[] {-1}, new float[] {1});
        assertEquals(
                List.of("1600000000", "1600000003"),
                answers.stream().map(Answer::label).toList());
        assertEquals(
                0.0, head.metrics(examples("1600000000", "1600000003"), answers).get("mse"));
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 1, 5, 1",
        "auto, 1, 25, -1",
        "auto, 100, 101, -1",
        "auto, 0.001, 0.002, -1",
        "on, 1, 5, -1",
        "off, 100, 300, 100"
    })
    void othersAreTakenAsTheyAreUnlessItIsWantedOtherwise(String standardise, String one, String other, float target) {
        TaskHead head = task(Map.of("standardise", standardise)).fit(examples(one, other), List.of());

        assertEquals(target, ScriptedModel.target(head, examples(one).get(0))[0], 1e-5f);
    }

    @Test
    void aPackFromBeforeStandardisingGivesScoresAsTheyAre() {
        TaskHead restored = task(Map.of()).restore(Map.of("metric", "pearson", "pooling", "mean"));

        assertEquals(
                "3.5",
                ScriptedModel.answers(restored, new float[] {3.5f}).get(0).label());
    }

    @Test
    void theAnswerIsTheNumber() {
        assertEquals(
                List.of(new Answer("3.14", Map.of("value", (double) 3.14f))),
                ScriptedModel.answers(head(), new float[] {3.14f}));
    }

    @Test
    void metricsCompareNumbers() {
        List<Answer> answers = ScriptedModel.answers(head(), new float[] {1}, new float[] {2}, new float[] {4});

        Map<String, Double> metrics = head().metrics(examples("1", "2", "3"), answers);

        assertEquals(1, metrics.get("spearman"), 1e-12);
        assertEquals(1 / 3.0, metrics.get("mse"), 1e-12);
        assertEquals(9 / Math.sqrt(84), metrics.get("pearson"), 1e-12);
        assertTrue(metrics.containsKey(head().metric()));
    }

    @Test
    void theScoreIsALinearMapOfTheSentenceVectorAndTheLossTheMeanSquaredError() {
        try (DrawnHead head = drawn(Map.of("pooling", "mean"))) {
            assertEquals(
                    Shape.of(2, 1), head.parameters().get("classifier.weight").shape());
            head.set("classifier.weight", new float[] {1, -2});
            head.set("classifier.bias", new float[] {0.5f});
            Operand<TFloat32> scores = head.scores(HIDDEN, MASK, Map.of());

            // the sentence vectors are (2, 3) and (0.5, 3.5)
            assertArrayEquals(new float[] {-3.5f, -6}, head.run(scores));
            Operand<TFloat32> loss = head.loss(scores, new float[][] {{-3}, {-4}});
            assertEquals(Shape.scalar(), loss.shape());
            assertEquals((0.25f + 4) / 2, head.run(loss)[0]);
            assertArrayEquals(
                    new float[] {-0.5f, -2}, // 2 (score - target) / batch
                    head.run(head.gradients(loss, List.of(scores)).get(0)));
        }
    }

    @Test
    void theHiddenLayerIsThatOfClassification() {
        try (DrawnHead head = drawn(Map.of("pooling", "first", "hidden_layer", true))) {
            head.set("dense.weight", new float[] {0.5f, 0, 0, 0.1f});
            head.set("dense.bias", new float[] {0, 0});
            head.set("classifier.weight", new float[] {1, 10});
            head.set("classifier.bias", new float[] {0});

            assertArrayEquals(
                    new float[] {
                        (float) (Math.tanh(0.5) + 10 * Math.tanh(0.2)), (float) (Math.tanh(-0.5) + 10 * Math.tanh(0.5))
                    },
                    head.run(head.scores(HIDDEN, MASK, Map.of())),
                    1e-5f);
        }
    }

    private DrawnHead drawn(Map<String, Object> options) {
        return new DrawnHead(task(options).fit(examples("1"), List.of()), SHAPE, Optional.empty(), false);
    }

    private TaskHead head() {
        return task(Map.of()).fit(examples("1"), List.of());
    }

    private TaskInstance task(Map<String, Object> raw) {
        return task.instantiate(task.options().parse(raw, "task (regression)"));
    }

    private static List<Example> examples(String... labels) {
        List<Example> examples = new ArrayList<>();
        Arrays.stream(labels)
                .forEach(label -> examples.add(new Example(TextInput.of("a text"), label, examples.size() + 2)));
        return examples;
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertSays(UniPeltException error, String part) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
