package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.DataException;
import org.unipelt.api.data.DataSets.KnownDataSet;
import org.unipelt.api.data.TableLayout;
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

    @Test
    void theTablesAreWhatIsKnown() throws IOException {
        StringBuilder table =
                new StringBuilder("| name | type | metric | files | what it is |\n|---|---|---|---|---|\n");
        for (KnownDataSet set : new KnownDataSets().list()) {
            String files = set.files().values().stream()
                    .map(names -> String.join(" or ", names))
                    .collect(Collectors.joining(", "));
            table.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(set.name(), set.task().get("type"), set.task().get("metric"), files, set.about()));
        }
        assertTrue(Files.readString(README).contains(table), "README.md should hold:\n" + table);
        String options = TableLayout.options().table();
        assertTrue(Files.readString(README).contains(options), "README.md should hold:\n" + options);
    }

    @Test
    void theExamplesAreUnderstood() throws IOException {
        assertEquals("sentence", completed(0).get("text"));
        assertEquals(List.of("source", "label", "mark", "sentence"), layout(1).columns());
        assertEquals(List.of("label", "question"), layout(2).columns());
    }

    private Map<String, Object> completed(int example) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/CoLA"));
        Files.createFile(data.resolve("train.tsv"));
        Files.createFile(data.resolve("dev.tsv"));
        Path configurations = Files.createDirectory(folder.resolve("configurations"));
        return new KnownDataSets().complete(written(example), configurations);
    }

    private static TableLayout layout(int example) throws IOException {
        Map<String, Object> own = written(example);
        own.keySet().removeAll(List.of("train", "text"));
        return TableLayout.of(TableLayout.options().parse(own, "task"), "task");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> written(int example) throws IOException {
        String json = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README))
                .results()
                .toList()
                .get(example)
                .group(1);
        return new ObjectMapper().readValue(json, Map.class);
    }

    private static String block(String language) throws IOException {
        String text = Files.readString(README);
        String opening = "```" + language + "\n";
        int start = text.indexOf(opening) + opening.length();
        return text.substring(start, text.indexOf("```", start));
    }
}
