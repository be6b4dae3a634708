package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unipelt.api.options.OptionSchema;

/** The README's tables of keys are those that the services declare. */
class ReadmeTest {

    @Test
    void tablesSayWhatTheServicesDeclare() throws IOException {
        List<String> expected = Stream.of(
                        TrainingOptions.SCHEMA,
                        new AdamWOptimiser().options(),
                        new AdamOptimiser().options(),
                        new SgdOptimiser().options())
                .flatMap(ReadmeTest::rows)
                .toList();
        List<String> written = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertEquals(String.join("\n", expected), String.join("\n", written));
    }

    private static Stream<String> rows(OptionSchema schema) {
        return schema.options().stream()
                .map(option -> "| `" + option.name() + "` | "
                        + option.describe().replace(" | ", " or ") + " | " + option.help() + " |");
    }
}
