package org.unipelt.task.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskHead;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;

class ReadmeTest {
    private final ClassificationTask task = new ClassificationTask(new FileTableReader());

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("unchecked")
    void theExampleIsReadAndFitted() throws IOException {
        Map<String, Object> written = new ObjectMapper().readValue(block("json"), Map.class);
        assertEquals("classification", written.remove("type"));
        Files.writeString(folder.resolve("train.tsv"), block("tsv"));
        Options options = task.options().parse(written, "task (classification)", folder);
        TaskInstance instance = task.instantiate(options);

        List<Example> examples = instance.read(options.path("train").orElseThrow());
        TaskHead head = instance.fit(examples, List.of());

        assertEquals(
                "a charming and often affecting journey",
                examples.get(0).input().text());
        assertEquals(Map.of("labels", List.of("0", "1"), "metric", "f1", "pooling", "auto"), head.state());
    }

    @Test
    void theTableListsEveryKeyWithItsHelp() throws IOException {
        String readme = Files.readString(Path.of("README.md")).replace("`", "");
        for (Option option : task.options().options()) {
            assertTrue(
                    readme.lines()
                            .anyMatch(line -> line.startsWith("| " + option.name() + " |")
                                    && line.endsWith("| " + option.help() + " |")),
                    option.name());
        }
    }

    private static String block(String language) throws IOException {
        String text = Files.readString(Path.of("README.md"));
        String opening = "```" + language + "\n";
        int start = text.indexOf(opening) + opening.length();
        return text.substring(start, text.indexOf("```", start));
    }
}
