package org.unipelt.task.classification;

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
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.UniPeltException;
import org.unipelt.api.task.Answer;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.sentence.ScriptedModel;

class ClassificationTaskTest {
    private final ClassificationTask task = new ClassificationTask(new FileTableReader());

    @TempDir
    Path folder;

    @Test
    void examplesCarryTextPairLabelAndLine() throws IOException {
        Path file = write("a.tsv", "one\ttwo\tid\tgold\nfirst\tsecond\t7\tyes\nthird\tfourth\t8\tno\n");

        List<Example> examples =
                task(Map.of("text", "one", "pair", "two", "label", "gold")).read(file);

        assertEquals(
                List.of(
                        new Example(new TextInput("first", "second"), "yes", 2),
                        new Example(new TextInput("third", "fourth"), "no", 3)),
                examples);
    }

    @Test
    void withoutAPairColumnTextsStandAlone() throws IOException {
        Path file = write("a.csv", "text,label\nfirst,yes\n");

        assertEquals(
                List.of(new Example(TextInput.of("first"), "yes", 2)),
                task(Map.of()).read(file));
    }

    @Test
    void aMissingColumnIsRefused() throws IOException {
        Path file = write("a.csv", "text,label\nfirst,yes\n");

        assertSays(
                assertThrows(
                        DataException.class, () -> task(Map.of("pair", "text2")).read(file)),
                "there is no column 'text2'");
    }

    @ParameterizedTest
    @CsvSource({"a.csv,''", "a.csv,'  '", "a.jsonl,null"})
    void anEmptyLabelIsRefusedWithFileAndLine(String name, String label) throws IOException {
        Path file = write(
                name,
                name.endsWith("csv")
                        ? "text,label\ngood,yes\nbad," + label + "\n"
                        : "{\"text\":\"good\",\"label\":\"yes\"}\n\n{\"text\":\"bad\",\"label\":" + label + "}\n");

        assertSays(
                assertThrows(DataException.class, () -> task(Map.of()).read(file)),
                file + ", line 3: the label (column 'label') is empty");
    }

    @Test
    void oneColumnCannotBeTextAndLabel() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("text", "label"))),
                "the column 'label' is named for two");
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("metrik", "f1"))),
                "Did you mean 'metric'?");
    }

    @Test
    void integerLabelsAreSortedByNumber() {
        assertEquals(List.of("-1", "2", "9", "10"), labels(fit("10", "9", "2", "-1", "9")));
    }

    @Test
    void aSignIsPartOfANumber() {
        assertEquals(List.of("-1", "+1"), labels(fit("+1", "-1")));
    }

    @Test
    void spaceAroundALabelIsNoPartOfIt() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "text,label\na, yes\nb,yes \n");
        assertEquals(
                List.of("yes", "yes"),
                task(Map.of()).read(file).stream().map(Example::label).toList());
    }

    @Test
    void aMetricThatIsZeroWhateverIsPredictedTellsNothing() {
        TaskHead matthews = task(Map.of("metric", "matthews")).fit(examples("0", "1"), List.of());
        assertEquals(
                Optional.of("all labels are '1', with which nothing correlates"),
                matthews.indifference(examples("1", "1")));
        assertEquals(Optional.empty(), matthews.indifference(examples("0", "1")));
        TaskHead f1 = task(Map.of("metric", "f1")).fit(examples("0", "1"), List.of());
        assertEquals(Optional.of("no row has the label '1', of which f1 is"), f1.indifference(examples("0", "0")));
        assertEquals(Optional.empty(), f1.indifference(examples("1", "1")));
    }

    @Test
    void otherLabelsAreSortedAsText() {
        assertEquals(List.of("10", "9", "entailment"), labels(fit("entailment", "9", "10")));
    }

    @Test
    void oneClassCannotBeLearned() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("train", "t.csv"))
                        .fit(examples("yes", "yes"), List.of())),
                "t.csv: there is only one class, 'yes'.");
    }

    @Test
    void noExampleCannotBeLearnedFrom() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("train", "t.csv"))
                        .fit(List.of(), examples("yes"))),
                "t.csv: there is no example");
    }

    @Test
    void aDevLabelThatTrainingHasNotIsRefusedWithItsLine() {
        assertSays(
                assertThrows(DataException.class, () -> task(Map.of("dev", "d.csv"))
                        .fit(examples("yes", "no"), examples("no", "yess"))),
                "d.csv, line 3: the label 'yess' is not in the training data. Did you mean 'yes'?");
    }

    @Test
    void f1OfThreeClassesIsRefusedBeforeTraining() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("metric", "f1"))
                        .fit(examples("a", "b", "c"), List.of())),
                "the metric 'f1' is defined for two classes and the training data has 3. Use f1_macro.");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aHeadComesBackFromItsStateThroughJson() throws IOException {
        Map<String, Object> options = Map.of(
                "metric",
                "matthews",
                "pooling",
                "mean",
                "hidden_layer",
                true,
                "label_smoothing",
                0.1,
                "class_weights",
                Map.of("b", 2));
        TaskHead head = task(options).fit(examples("b", "a"), List.of());
        ObjectMapper json = new ObjectMapper();

        TaskHead restored = task(Map.of()).restore(json.readValue(json.writeValueAsString(head.state()), Map.class));

        assertEquals(
                Map.of(
                        "labels",
                        List.of("a", "b"),
                        "metric",
                        "matthews",
                        "pooling",
                        "mean",
                        "hidden_layer",
                        true,
                        "label_smoothing",
                        0.1,
                        "class_weights",
                        Map.of("b", 2.0)),
                restored.state());
        assertEquals("matthews", restored.metric());
        assertArrayEquals(new float[] {0, 1}, ScriptedModel.target(restored, example("b", 5)));
    }

    @Test
    void aStateFromBeforeThereWereHiddenLayersIsRead() {
        Map<String, Object> old = Map.of("labels", List.of("a", "b"), "metric", "accuracy", "pooling", "auto");

        assertEquals(
                fit("a", "b").state(),
                task(Map.of("hidden_layer", true)).restore(old).state());
    }

    @Test
    void aClassWeightOfAnUnknownLabelNamesTheNearest() {
        assertSays(
                assertThrows(ConfigurationException.class, () -> task(Map.of("class_weights", Map.of("yess", 2)))
                        .fit(examples("yes", "no"), List.of())),
                "'class_weights' has the label 'yess', which is not in the training data. Did you mean 'yes'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'metric':'accuracy','pooling':'auto'}                          | 'labels' is not a list",
                "{'labels':'a','metric':'accuracy','pooling':'auto'}             | 'labels' is not a list",
                "{'labels':['a',2],'metric':'accuracy','pooling':'auto'}         | 'labels' is not a list",
                "{'labels':['a'],'metric':'accuracy','pooling':'auto'}           | 'labels' is not a list",
                "{'labels':['a','a'],'metric':'accuracy','pooling':'auto'}       | 'labels' is not a list",
                "{'labels':['a','b'],'metric':7,'pooling':'auto'}                | 'metric' is not a metric",
                "{'labels':['a','b'],'metric':'bleu','pooling':'auto'}           | 'metric' is not a metric",
                "{'labels':['a','b','c'],'metric':'f1','pooling':'auto'}         | 'metric' is not a metric",
                "{'labels':['a','b'],'metric':'accuracy'}                        | 'pooling' is not one of",
                "{'labels':['a','b'],'metric':'accuracy','pooling':'maximum'}    | 'pooling' is not one of",
                "{'labels':['a','b'],'metric':'accuracy','pooling':'auto','hidden_layer':1}       | 'hidden_layer' is not",
                "{'labels':['a','b'],'metric':'accuracy','pooling':'auto','label_smoothing':2}    | 'label_smoothing' is not",
                "{'labels':['a','b'],'metric':'accuracy','pooling':'auto','class_weights':[1]}    | 'class_weights' is not",
                "{'labels':['a','b'],'metric':'accuracy','pooling':'auto','class_weights':{'c':1}}| 'class_weights' is not"
            })
    @SuppressWarnings("unchecked")
    void aDamagedStateIsRefused(String state, String reason) throws IOException {
        Map<String, Object> map = new ObjectMapper().readValue(state.replace('\'', '"'), Map.class);

        assertSays(assertThrows(DataException.class, () -> task(Map.of()).restore(map)), reason);
    }

    @Test
    void theTargetIsAOneHotRow() {
        assertArrayEquals(new float[] {0, 1, 0}, ScriptedModel.target(fit("a", "b", "c"), example("b", 2)));
    }

    @Test
    void answersRankProbabilities() {
        Answer answer = ScriptedModel.answers(fit("a", "b", "c"), new float[] {1f, 3f, 2f})
                .get(0);

        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        assertEquals("b", answer.label());
        assertEquals(List.of("b", "c", "a"), new ArrayList<>(answer.scores().keySet()));
        assertEquals(Math.exp(3) / sum, answer.scores().get("b"), 1e-12);
        assertEquals(Math.exp(2) / sum, answer.scores().get("c"), 1e-12);
        assertEquals(Math.exp(1) / sum, answer.scores().get("a"), 1e-12);
    }

    @Test
    void largeScoresGiveFiniteProbabilities() {
        assertEquals(
                Map.of("a", 1.0, "b", 0.0),
                ScriptedModel.answers(fit("a", "b"), new float[] {3e38f, -3e38f})
                        .get(0)
                        .scores());
    }

    @Test
    void metricsCompareTheHighestScoreWithTheLabel() {
        TaskHead head = fit("0", "1");
        List<Answer> answers = ScriptedModel.answers(head, new float[] {2, 1}, new float[] {0, 1}, new float[] {0, 1});

        // one true positive, one false positive, one true negative
        assertEquals(
                Map.of("accuracy", 2 / 3.0, "f1", 2 / 3.0, "f1_macro", 2 / 3.0, "matthews", 0.5),
                head.metrics(examples("0", "1", "0"), answers));
    }

    @Test
    void metricsRefuseALabelThatTheHeadDoesNotKnowWithItsLine() {
        TaskHead head = fit("yes", "no");
        List<Answer> answers = ScriptedModel.answers(head, new float[2]);
        assertSays(
                assertThrows(DataException.class, () -> head.metrics(List.of(example("yess", 4)), answers)),
                "line 4: the label 'yess' is not in the training data. Did you mean 'yes'?");
        assertSays(
                assertThrows(DataException.class, () -> head.metrics(List.of(example(null, 4)), answers)),
                "line 4: there is no label");
    }

    @Test
    void aFileWithALabelThatTheHeadDoesNotKnowIsRefusedBeforeItIsAnswered() {
        TaskHead head = fit("yes", "no");
        head.check("d.csv", List.of(example("no", 2)));
        assertSays(
                assertThrows(DataException.class, () -> head.check("d.csv", List.of(example("yess", 4)))),
                "d.csv, line 4: the label 'yess' is not in the training data. Did you mean 'yes'?");
    }

    private TaskInstance task(Map<String, Object> raw) {
        return task.instantiate(task.options().parse(raw, "task (classification)"));
    }

    private TaskHead fit(String... labels) {
        return task(Map.of()).fit(examples(labels), List.of());
    }

    private static List<?> labels(TaskHead head) {
        return (List<?>) head.state().get("labels");
    }

    private static List<Example> examples(String... labels) {
        List<Example> examples = new ArrayList<>();
        Arrays.stream(labels).forEach(label -> examples.add(example(label, examples.size() + 2)));
        return examples;
    }

    private static Example example(String label, int line) {
        return new Example(TextInput.of("a text"), label, line);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertSays(UniPeltException error, String part) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
