package org.unipelt.task.sentence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Task;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.task.classification.ClassificationTask;
import org.unipelt.task.classification.MultiLabelTask;
import org.unipelt.task.regression.RegressionTask;

class ReadmeTest {
    private final Task classification = new ClassificationTask(new FileTableReader());
    private final Task multiLabel = new MultiLabelTask(new FileTableReader());
    private final Task regression = new RegressionTask(new FileTableReader());

    @TempDir
    Path folder;

    @Test
    void theExamplesAreReadAndFitted() throws IOException {
        TaskHead classes = fit(classification, "classification", 0, block("tsv", 0));
        assertEquals(List.of("0", "1"), classes.state().get("labels"));
        assertInReadme(classes);
        TaskHead several = fit(multiLabel, "multi-label-classification", 1, block("jsonl", 0));
        assertEquals(List.of("politics", "sports", "weather"), several.state().get("labels"));
        assertInReadme(several);
        TaskHead number = fit(regression, "regression", 2, block("tsv", 1));
        assertEquals("spearman", number.metric());
        assertInReadme(number);
    }

    private static void assertInReadme(TaskHead head) throws IOException {
        String state = new ObjectMapper()
                .writeValueAsString(head.state())
                .replace("\":", "\": ")
                .replaceAll(",(?=[\"{\\[])(?!\",)", ", ");
        assertTrue(readme().contains("`" + state + "`"), "README.md should hold " + state);
    }

    @SuppressWarnings("unchecked")
    private TaskHead fit(Task task, String type, int example, String rows) throws IOException {
        Map<String, Object> written = new ObjectMapper().readValue(block("json", example), Map.class);
        assertEquals(type, written.remove("type"));
        Options options = task.options().parse(written, "task (" + type + ")", folder);
        Path train = options.path("train").orElseThrow();
        Files.writeString(train, rows);
        TaskInstance instance = task.instantiate(options);
        List<Example> examples = instance.read(train);
        return instance.fit(examples, examples);
    }

    @Test
    void theTablesAreWhatTheServicesDeclare() throws IOException {
        for (Task task : List.of(classification, multiLabel, regression)) {
            String table = task.options().table();
            assertTrue(readme().contains(table), "README.md should hold:\n" + table);
        }
    }

    private static String block(String language, int number) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme())
                .results()
                .toList()
                .get(number)
                .group(1);
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
