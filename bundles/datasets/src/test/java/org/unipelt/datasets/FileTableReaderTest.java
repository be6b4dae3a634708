package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableReader.Row;

class FileTableReaderTest {
    private final FileTableReader reader = new FileTableReader();

    @TempDir
    Path folder;

    @Test
    void csvFieldsInQuotesHoldCommasQuotesAndLineEnds() throws IOException {
        List<Row> rows = read("a.csv", "text,label\n\"one, \"\"two\"\"\nthree\",x\nfour,y\n", "text", "label");

        assertEquals(
                List.of(
                        new Row(2, Map.of("text", "one, \"two\"\nthree", "label", "x")),
                        new Row(4, Map.of("text", "four", "label", "y"))),
                rows);
    }

    @Test
    void tsvTakesQuotesAsTheyStand() throws IOException {
        List<Row> rows = read("a.tsv", "text\tlabel\n\" The deal\t1\nsay \"\"no\"\t0\n", "text", "label");

        assertEquals(
                List.of(
                        new Row(2, Map.of("text", "\" The deal", "label", "1")),
                        new Row(3, Map.of("text", "say \"\"no\"", "label", "0"))),
                rows);
    }

    @Test
    void tsvKeepsEmptyFieldsAtTheEndOfARow() throws IOException {
        assertEquals(
                Map.of("a", "1", "b", "", "c", ""),
                read("a.tsv", "a\tb\tc\n1\t\t\n", "a", "b", "c").get(0).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.ndjson"})
    void jsonValuesComeAsTheyAreWritten(String name) throws IOException {
        List<Row> rows = read(
                name,
                "{\"text\":\"a\\tb\",\"n\":1.50,\"flag\":true,\"label\":null}\n\n{\"text\":\"c\",\"label\":7}",
                "text",
                "label");
        assertEquals(
                List.of(new Row(1, Map.of("text", "a\tb", "label", "")), new Row(3, Map.of("text", "c", "label", "7"))),
                rows);
        assertEquals(
                Map.of("n", "1.50", "flag", "true"),
                read(name, "{\"n\":1.50,\"flag\":true}", "n", "flag").get(0).values());
    }

    @Test
    void endingsAreKnownInCapitalsToo() throws IOException {
        assertEquals(1, read("A.TSV", "text\nx\n").size());
    }

    @ParameterizedTest
    @CsvSource({"a.csv,','", "a.tsv,'\t'"})
    void windowsLineEndsAreNoPartOfTheValues(String name, String separator) throws IOException {
        String text = "text,label\r\na,1\r\n\r\nb,2\r\n".replace(",", separator);

        assertEquals(
                List.of(new Row(2, Map.of("text", "a", "label", "1")), new Row(4, Map.of("text", "b", "label", "2"))),
                read(name, text, "text", "label"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tsv", "a.jsonl"})
    void whatNobodyAsksForIsNotKept(String name) throws IOException {
        String text = name.endsWith("tsv") ? "parse\ttext\n(S x)\tx\n" : "{\"parse\": \"(S x)\", \"text\": \"x\"}";

        assertEquals(Map.of("text", "x"), read(name, text, "text").get(0).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.tsv"})
    void aByteOrderMarkIsNoPartOfTheFirstColumn(String name) throws IOException {
        assertEquals("x", read(name, "\uFEFFtext\nx\n", "text").get(0).values().get("text"));
    }

    @Test
    void aByteOrderMarkBeforeJsonIsPassedOver() throws IOException {
        assertEquals(1, read("a.jsonl", "\uFEFF{\"text\":\"x\"}", "text").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.tsv"})
    void aBlankLineOfASingleColumnIsAnEmptyText(String name) throws IOException {
        assertEquals(
                List.of("a", "", "b"),
                read(name, "text\na\n\nb\n", "text").stream()
                        .map(row -> row.values().get("text"))
                        .toList());
    }

    @Test
    void charactersAcrossBufferEndsSurvive() throws IOException {
        String text = "aé€😀".repeat(10_000); // characters of 1 to 4 bytes, which no buffer size divides

        assertEquals(
                text,
                read("a.tsv", "text\n" + text + "\n", "text").get(0).values().get("text"));
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        Path file = folder.resolve("train.csv");

        assertEquals(file + ": does not exist. Check the path.", refusal(file));
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Path file = Files.createDirectory(folder.resolve("train.csv"));

        assertTrue(refusal(file).startsWith(file + ": is a folder and not a file."), refusal(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.xlsx", "a", "csv"})
    void anUnknownEndingIsRefusedWithTheKnownOnes(String name) throws IOException {
        assertRefused(name, "text\nx\n", "", "its ending says nothing", "Known endings: .csv, .tsv, .jsonl, .ndjson.");
    }

    @ParameterizedTest
    @CsvSource({"a.csv", "a.tsv", "a.jsonl"})
    void anEmptyFileIsRefused(String name) throws IOException {
        assertRefused(name, "", "", "is empty.");
        assertRefused(name, "\uFEFF", "", "is empty.");
        assertRefused(name, "\r\n\n", "", "is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.tsv"})
    void aHeaderWithoutRowsIsRefused(String name) throws IOException {
        assertRefused(name, "sentence", "", "has a header and no rows.");
    }

    @ParameterizedTest
    @CsvSource({"a.csv,','", "a.tsv,'\t'"})
    void aMissingColumnNamesTheNearest(String name, String separator) throws IOException {
        assertRefused(
                name,
                "sentense,label\nx,1\n".replace(",", separator),
                ", line 1",
                "there is no column 'sentence'. Did you mean 'sentense'?",
                "it has: sentense, label.");
    }

    @Test
    void aKeyThatOneJsonLineLacksIsNamedWithTheLine() throws IOException {
        assertRefused(
                "a.jsonl",
                "{\"sentence\":\"x\"}\n{\"sentense\":\"x\"}\n",
                ", line 2",
                "there is no column 'sentence'. Did you mean 'sentense'?");
    }

    @ParameterizedTest
    @CsvSource({"a.csv,','", "a.tsv,'\t'"})
    void aColumnNamedTwiceIsRefused(String name, String separator) throws IOException {
        assertRefused(
                name, "sentence,sentence\nx,1\n".replace(",", separator), ", line 1", "the column 'sentence' twice");
    }

    @ParameterizedTest
    @CsvSource({"a.csv,','", "a.tsv,'\t'"})
    void aRowThatDoesNotFitTheHeaderIsNamed(String name, String separator) throws IOException {
        assertRefused(
                name,
                "sentence,label\nx,1\ny\n".replace(",", separator),
                ", line 3",
                "the row has 1 field and the header 2 fields (sentence, label)");
        assertRefused(
                name,
                "sentence,label\nx,1,2\n".replace(",", separator),
                ", line 2",
                "the row has 3 fields and the header 2 fields");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x,1\n\"never closed,1\nz,1\n", "x,1\n\"closed\" too early,1\n"})
    void brokenQuotesAreNamedWithTheLineWhereTheRowStarts(String rows) throws IOException {
        assertRefused("a.csv", "sentence,label\n" + rows, ", line 3", "a field that starts with a quote");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sentence':                  | the line is not valid JSON at character",
                "{'sentence':'a' 'label':'b'}  | the line is not valid JSON at character 17",
                "{'sentence':'a','sentence':'b'} | Duplicate field 'sentence'",
                "['a','b']                     | the line is JSON and not an object",
                "'a'                           | the line is JSON and not an object",
                "a,b                           | the line is not valid JSON at character",
                "{'sentence':'a'} {}           | something stands behind the object",
                "{'sentence':['a']}            | the value of 'sentence' is a list",
                "{'sentence':{'a':'b'}}        | the value of 'sentence' is an object"
            },
            quoteCharacter = '~')
    void aLineThatIsNoFlatJsonObjectIsNamed(String line, String reason) throws IOException {
        String good = "{\"sentence\":\"good\"}\n";

        assertRefused("a.jsonl", good + line.replace('\'', '"') + "\n" + good, ", line 2", reason);
    }

    @Test
    void jsonThatNobodyCanHaveMeantIsNamed() throws IOException {
        String good = "{\"sentence\":\"good\"}\n";
        String deep = "{\"sentence\":\"a\",\"x\":" + "[".repeat(1200) + "]".repeat(1200) + "}\n";
        assertRefused("a.jsonl", good + deep, ", line 2", "its lists and objects stand too deep in one another");
        String number = "{\"sentence\":\"a\",\"x\":" + "1".repeat(1200) + "}\n";
        assertRefused("a.jsonl", good + number, ", line 2", "it holds a number of too many digits");
        String key = "{\"sentence\":\"a\",\"" + "x".repeat(60_000) + "\":1}\n";
        assertRefused("a.jsonl", good + key, ", line 2", "it holds a key of too many characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.tsv", "a.jsonl"})
    void bytesThatAreNotUtf8AreNamedWithTheirLine(String name) throws IOException {
        String good = name.endsWith("jsonl") ? "{\"sentence\":\"gut\"}\r\n" : "sentence\r\n";
        Path file = folder.resolve(name);
        Files.writeString(file, good.repeat(3000) + "s\u00FC\u00DF\r\n", StandardCharsets.ISO_8859_1);

        String message = refusal(file);

        assertTrue(
                message.startsWith(
                        file + ", line 3001: there are bytes that are not UTF-8. Write \"encoding\": \"latin-1\""),
                message);
    }

    @Test
    void aCharacterCutOffAtTheEndIsNotUtf8() throws IOException {
        Path file = folder.resolve("a.tsv");
        Files.write(file, Arrays.copyOf("sentence\n\u20AC".getBytes(StandardCharsets.UTF_8), 11));

        assertTrue(refusal(file).contains("line 2: there are bytes that are not UTF-8"), refusal(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.tsv", "a.jsonl"})
    void aRowThatIsTooLongIsRefusedByItsLine(String name) throws IOException {
        String good = name.endsWith("jsonl") ? "{\"sentence\":\"good\"}\n" : "sentence\n";
        Path file = folder.resolve(name);
        writeLong(file, good + good, "x".repeat(1 << 20), 11);

        String message = refusal(file);

        assertTrue(message.startsWith(file + ", line 3: the row is longer than 10 million characters."), message);
    }

    @Test
    void aQuoteThatIsNeverClosedDoesNotReadTheWholeFile() throws IOException {
        Path file = folder.resolve("a.csv");
        writeLong(file, "sentence\ngood\n\"open", "line\n".repeat(1 << 18), 11);

        String message = refusal(file);

        assertTrue(message.startsWith(file + ", line 3: the row is longer than"), message);
    }

    @Test
    void manyRowsMayBeLongerThanTheLimitTogether() throws IOException {
        Path file = folder.resolve("a.tsv");
        writeLong(file, "sentence\n", "x".repeat(1 << 20) + "\n", 11);

        assertEquals(11, reader.read(file, List.of("sentence")).size());
    }

    private List<Row> read(String name, String text, String... required) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return reader.read(file, List.of(required));
    }

    private void assertRefused(String name, String text, String line, String... parts) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        String message = refusal(file);
        assertTrue(message.startsWith(file + line + ": "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message + " should say: " + part);
        }
    }

    private String refusal(Path file) {
        return assertThrows(DataException.class, () -> reader.read(file, List.of("sentence")))
                .getMessage();
    }

    private static void writeLong(Path file, String start, String block, int blocks) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(start);
            for (int i = 0; i < blocks; i++) {
                writer.write(block);
            }
        }
    }
}
