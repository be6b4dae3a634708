package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader.Row;

/** Tables that do not say everything of themselves: no header, another encoding, lines of a form of their own. */
class LayoutTest {
    private static final List<String> COLUMNS = List.of("source", "label", "mark", "sentence");
    private static final String QUESTIONS = "([^:]+):\\S+ (.*)";

    private final FileTableReader reader = new FileTableReader();

    @TempDir
    Path folder;

    @Test
    void columnsNameWhatAFileWithoutAHeaderHolds() throws IOException {
        Path file = write("train.tsv", "gj04\t1\t\tThey drank the pub dry.\nc_13\t0\t*\tThe books was sent.\n");

        List<Row> rows = reader.read(file, layout(Map.of("columns", COLUMNS)), List.of("sentence", "label"));

        assertEquals(
                List.of(
                        new Row(1, Map.of("label", "1", "sentence", "They drank the pub dry.")),
                        new Row(2, Map.of("label", "0", "sentence", "The books was sent."))),
                rows);
    }

    @Test
    void columnsHoldForCsvToo() throws IOException {
        Path file = write("a.csv", "yes,\"one, two\"\n");

        List<Row> rows = reader.read(file, layout(Map.of("columns", List.of("label", "text"))), List.of("text"));

        assertEquals(List.of(new Row(1, Map.of("text", "one, two"))), rows);
    }

    @Test
    void aRowThatDoesNotFitTheColumnsIsNamed() throws IOException {
        Path file = write("a.tsv", "a\t1\t\tx\n\nb\t1\tx\n");

        assertEquals(
                file
                        + ", line 3: the row has 3 fields and 'columns' 4 fields (source, label, mark, sentence). Give every"
                        + " row as many fields as 'columns'; a separator inside a text must be quoted in .csv and cannot"
                        + " stand in .tsv.",
                refusal(file, Map.of("columns", COLUMNS)));
    }

    @Test
    void aHeaderThatColumnsNameAgainIsNoRow() throws IOException {
        Path file = write("a.tsv", "source\tlabel\tmark\tsentence\na\t1\t\tx\n");

        assertEquals(
                file + ", line 1: the line names the columns, and so does 'columns'. Leave 'columns' out, or remove the"
                        + " line.",
                refusal(file, Map.of("columns", COLUMNS)));
    }

    @Test
    void aColumnThatIsNotAmongThemNamesTheNearest() throws IOException {
        Path file = write("a.tsv", "a\tx\n");

        assertEquals(
                file + ": there is no column 'sentence'. Did you mean 'sentense'? 'columns' names: label, sentense.",
                refusal(file, Map.of("columns", List.of("label", "sentense"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n", "\uFEFF"})
    void anEmptyFileIsRefusedWhateverNamesItsColumns(String text) throws IOException {
        Path file = write("a.tsv", text.replace(" ", ""));
        assertEquals(file + ": is empty. Give it rows.", refusal(file, Map.of("columns", COLUMNS)));

        Path lines = write("a.txt", text);
        assertEquals(lines + ": is empty. Give it rows.", refusal(lines, questions("sentence")));
    }

    @Test
    void jsonLinesNameTheirColumnsThemselves() throws IOException {
        Path file = write("a.jsonl", "{\"sentence\":\"x\"}\n");

        assertEquals(
                file + ": names its columns in every line, as JSON does. Leave 'columns' out.",
                refusal(file, Map.of("columns", COLUMNS)));
    }

    @Test
    void aPatternTellsTheColumnsOfALineApartWhateverTheEnding() throws IOException {
        Path file = write("TREC.train", "DESC:manner How far : is it ?\n\nNUM:dist How \"far\" is it ?\n");

        List<Row> rows = reader.read(file, layout(questions("question")), List.of("label", "question"));

        assertEquals(
                List.of(
                        new Row(1, Map.of("label", "DESC", "question", "How far : is it ?")),
                        new Row(3, Map.of("label", "NUM", "question", "How \"far\" is it ?"))),
                rows);
    }

    @Test
    void aLineThatThePatternDoesNotMatchIsNamed() throws IOException {
        Path file = write("a.txt", "NUM:dist How far ?\nHow near ?\n");

        assertEquals(
                file + ", line 2: the line 'How near ?' is not what 'pattern' says (" + QUESTIONS
                        + "). Mend the line or" + " the pattern, which must match all of it.",
                refusal(file, questions("sentence")));
    }

    @Test
    void aPatternsGroupsHaveANameEach() {
        assertEquals(
                "task: 'pattern' has 2 groups, and 'columns' names 1. Put what is a column in (...), any other group in"
                        + " (?:...), and name each column.",
                misread(Map.of("pattern", QUESTIONS, "columns", List.of("label"))));
        assertTrue(misread(Map.of("pattern", "(.*", "columns", List.of("x")))
                .contains("no regular expression: Unclosed group"));
        assertTrue(misread(Map.of("columns", List.of("x", "x"))).contains("'columns' names 'x' twice"));
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, UTF-8",
        "latin-1, ISO-8859-1",
        "windows-1252, windows-1252",
        "utf-16, UTF-16LE",
        "utf-16, UTF-16BE",
        "utf-16le, UTF-16LE",
        "utf-16be, UTF-16BE"
    })
    void aFileIsReadInTheEncodingThatItHas(String word, String charset) throws IOException {
        String mark = charset.startsWith("UTF") ? "\uFEFF" : "";
        Path file = write("a.tsv", mark + "sentence\nfüße\n", Charset.forName(charset));

        List<Row> rows = reader.read(file, layout(Map.of("encoding", word)), List.of("sentence"));

        assertEquals(List.of(new Row(2, Map.of("sentence", "füße"))), rows);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "UTF-16LE, utf-8, starts with the byte order mark of UTF-16 and is read as UTF-8, utf-16",
                "UTF-16BE, utf-8, starts with the byte order mark of UTF-16 and is read as UTF-8, utf-16",
                "UTF-16LE, latin-1, starts with the byte order mark of UTF-16 and is read as LATIN-1, utf-16",
                "UTF-16LE, utf-16be, starts with the byte order mark of UTF-16 and is read as UTF-16BE, utf-16",
                "UTF-8, latin-1, starts with the byte order mark of UTF-8 and is read as LATIN-1, utf-8",
                "UTF-8, utf-16, starts with the byte order mark of UTF-8 and is read as UTF-16, utf-8"
            })
    void aByteOrderMarkOfAnotherEncodingNamesIt(String charset, String word, String reason, String named)
            throws IOException {
        Path file = write("a.tsv", "\uFEFFsentence\nx\n", Charset.forName(charset));

        assertEquals(
                file + ": " + reason + ". Write \"encoding\": \"" + named
                        + "\" in the task, or save the file as UTF-8.",
                refusal(file, Map.of("encoding", word)));
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, utf-16le", "UTF-16BE, utf-16be"})
    void zerosBetweenTheLettersNameTheEncodingToo(String charset, String named) throws IOException {
        Path file = write("a.tsv", "sentence\nx\n", Charset.forName(charset));

        assertEquals(
                file + ", line 1: there are zeros between the letters, as UTF-16 has them. Write \"encoding\": \""
                        + named + "\" in the task, or save the file as UTF-8.",
                refusal(file, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"é, latin-1", "\u201C, windows-1252"})
    void bytesThatAreNotUtf8NameAnEncodingThatReadsThem(String letter, String named) throws IOException {
        Path file = write("a.tsv", "sentence\nx\ncaf" + letter + "\n", Charset.forName("windows-1252"));

        assertEquals(
                file + ", line 3: there are bytes that are not UTF-8. Write \"encoding\": \"" + named
                        + "\" in the task, or save the file as UTF-8.",
                refusal(file, Map.of()));
        assertEquals(
                "caf" + letter,
                reader.read(file, layout(Map.of("encoding", named)), List.of("sentence"))
                        .get(1)
                        .values()
                        .get("sentence"));
    }

    @Test
    void bytesThatAreNotOfTheEncodingThatWasWrittenAreNamed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("sentence\nx\n".getBytes(StandardCharsets.UTF_16BE));
        bytes.write('y'); // half a character
        Path file = Files.write(folder.resolve("a.tsv"), bytes.toByteArray());

        assertEquals(
                file + ", line 3: there are bytes that are not UTF-16BE. Save the file as UTF-8 and leave \"encoding\""
                        + " out, or write the encoding that it has.",
                refusal(file, Map.of("encoding", "utf-16be")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "a.tsv # ~sentence\tlabels\nx\ta, b;c ,,\n~ # a|b;c",
                "a.tsv # ~sentence\tlabels\nx\t \n~ # ~~",
                "a.csv # ~sentence,labels\nx,\"a,b\"\n~ # a|b",
                "a.jsonl # {'sentence':'x','labels':[' a','b,c',3,null]} # a|b,c|3",
                "a.jsonl # {'sentence':'x','labels':'a,b'} # a|b",
                "a.jsonl # {'sentence':'x','labels':[]} # ~~",
                "a.jsonl # {'sentence':'x','labels':null} # ~~"
            })
    void aColumnMayHoldSeveralValues(String name, String text, String values) throws IOException {
        Path file = write(name, text.replace('\'', '"'));

        List<Row> rows = reader.read(file, TableLayout.USUAL.withList("labels", ","), List.of("sentence", "labels"));

        List<String> expected = values.isEmpty() ? List.of() : List.of(values.split("\\|"));
        assertEquals(expected, rows.get(0).lists().get("labels"));
        assertEquals(Map.of("sentence", "x"), rows.get(0).values());
    }

    @Test
    void jsonValuesThatNobodyAsksForMayBeAnything() throws IOException {
        Path file = write("a.jsonl", "{\"tokens\":[\"x\",{\"y\":[]}],\"sentence\":\"x\",\"more\":{\"a\":[1]}}\n");

        assertEquals(List.of(new Row(1, Map.of("sentence", "x"))), reader.read(file, List.of("sentence")));
    }

    @Test
    void aListWithinAListIsRefused() throws IOException {
        Path file = write("a.jsonl", "{\"sentence\":\"x\",\"labels\":[[\"a\"]]}\n");

        assertTrue(assertThrows(
                        DataException.class,
                        () -> reader.read(file, TableLayout.USUAL.withList("labels", ","), List.of("labels")))
                .getMessage()
                .startsWith(file + ", line 1: the value of 'labels' is a list."));
    }

    @Test
    void aPatternsDotIsAnyCharacterOfALine() throws IOException {
        Path file = write("a.txt", "NUM:dist How\u0085far ?\n");

        assertEquals(
                "How\u0085far ?",
                reader.read(file, layout(questions("question")), List.of("question"))
                        .get(0)
                        .values()
                        .get("question"));
    }

    private static Map<String, Object> questions(String text) {
        return Map.of("pattern", QUESTIONS, "columns", List.of("label", text));
    }

    private static TableLayout layout(Map<String, Object> written) {
        return TableLayout.of(TableLayout.options().parse(new HashMap<>(written), "task"), "task");
    }

    private static String misread(Map<String, Object> written) {
        return assertThrows(ConfigurationException.class, () -> layout(written)).getMessage();
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text, StandardCharsets.UTF_8);
    }

    private Path write(String name, String text, Charset charset) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(charset));
    }

    private String refusal(Path file, Map<String, Object> layout) {
        return assertThrows(DataException.class, () -> reader.read(file, layout(layout), List.of("sentence")))
                .getMessage();
    }
}
