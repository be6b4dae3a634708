package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableReader.Row;

class ReadmeTest {
    private static final Path README = Path.of("README.md");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"csv", "tsv", "jsonl"})
    void theSameTwoRowsAreReadInEachFormat(String format) throws IOException {
        Path file = Files.writeString(folder.resolve("train." + format), block(format));

        assertEquals(
                List.of(
                        Map.of("sentence", "A charming, often affecting journey.", "label", "1"),
                        Map.of("sentence", "He said \"no\" twice.", "label", "0")),
                new FileTableReader()
                        .read(file, List.of("sentence", "label")).stream()
                                .map(Row::values)
                                .toList());
    }

    @Test
    void theErrorReadsAsPrinted() throws IOException {
        Path file = Files.writeString(folder.resolve("train.tsv"), block("tsv"));

        String message = assertThrows(DataException.class, () -> new FileTableReader().read(file, List.of("sentense")))
                .getMessage();

        assertTrue(message.endsWith(block("text").strip()), message);
    }

    private static String block(String language) throws IOException {
        String text = Files.readString(README);
        String opening = "```" + language + "\n";
        int start = text.indexOf(opening) + opening.length();
        return text.substring(start, text.indexOf("```", start));
    }
}
