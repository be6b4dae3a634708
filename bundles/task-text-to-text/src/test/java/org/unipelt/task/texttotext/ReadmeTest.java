package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.options.Options;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.TaskInstance;
import org.unipelt.datasets.FileTableReader;
import org.unipelt.generation.Generator;
import org.unipelt.testkit.Readme;

class ReadmeTest {
    private final TextToTextTask task = new TextToTextTask(new FileTableReader(), new Generator());

    @TempDir
    Path folder;

    @Test
    void theTableIsWhatTheServiceDeclares() throws IOException {
        Readme.assertTable(task.options());
    }

    @Test
    void theExamplesAreReadAndFitted() throws IOException {
        Files.writeString(folder.resolve("train.en"), "A dog barks.\n");
        Files.writeString(folder.resolve("train.de"), "Ein Hund bellt.\n");
        Files.writeString(folder.resolve("pairs.tsv"), "english\tgerman\nA dog barks.\tEin Hund bellt.\n");
        List<Map<String, Object>> examples = Readme.examples();
        assertFalse(examples.isEmpty());
        for (Map<String, Object> example : examples) {
            assertEquals("text-to-text", example.remove("type"));
            Options options = task.options().parse(example, TextToTextTask.WHERE, folder);
            TaskInstance instance = task.instantiate(options);
            List<Example> read = instance.read(options.path("train").orElseThrow());
            assertEquals("Ein Hund bellt.", read.get(0).label());
            assertEquals(
                    example.getOrDefault("metric", "bleu"),
                    instance.fit(read, read).metric());
        }
    }
}
