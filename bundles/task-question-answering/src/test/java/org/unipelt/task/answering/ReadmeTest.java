package org.unipelt.task.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.SquadFiles;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    private final QuestionAnsweringTask task = new QuestionAnsweringTask(new SquadFiles());

    @TempDir
    Path folder;

    @Test
    void theTableIsWhatTheServiceDeclares() throws IOException {
        Readme.assertTable(task.options());
    }

    @Test
    void theExampleIsReadAndFitted() throws IOException {
        Map<String, Object> written = Readme.examples().get(0);
        assertEquals("question-answering", written.remove("type"));
        Options options = task.options().parse(written, "task (question-answering)", folder);
        Path train = options.path("train").orElseThrow();
        String readme = Files.readString(Path.of("README.md"));
        Matcher data = Pattern.compile("```squad\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertTrue(data.find());
        Files.writeString(train, data.group(1));
        TaskInstance instance = task.instantiate(options);
        List<Example> examples = instance.read(train);
        assertEquals(
                List.of("the Giant Mountains", "North Sea"),
                examples.stream().map(Example::label).toList());
        TaskHead head = instance.fit(examples, examples);
        String state = new ObjectMapper()
                .writeValueAsString(head.state())
                .replace(":", ": ")
                .replace(",", ", ");
        assertTrue(readme.contains("`" + state + "`"), "README.md should hold " + state);
    }
}
