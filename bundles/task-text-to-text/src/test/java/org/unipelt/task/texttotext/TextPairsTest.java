package org.unipelt.task.texttotext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.task.Example;
import org.unipelt.datasets.FileTableReader;

class TextPairsTest {
    @TempDir
    Path folder;

    private static final Map<String, String> ENGLISH_TO_GERMAN = Map.of("source", "en", "target", "de");

    @Test
    void filesThatDifferInALanguageAreAlignedLineByLine() throws IOException {
        write("train.en", "A dog.\nTwo dogs.\n");
        write("train.de", "Ein Hund.\r\nZwei Hunde.");

        List<Example> examples = read("train.en", ENGLISH_TO_GERMAN);

        assertEquals(
                List.of("A dog.", "Two dogs."),
                examples.stream().map(e -> e.input().text()).toList());
        assertEquals(
                List.of("Ein Hund.", "Zwei Hunde."),
                examples.stream().map(Example::label).toList());
        assertEquals(List.of(1, 2), examples.stream().map(Example::line).toList());
    }

    @Test
    void theWordMayStandAnywhereBetweenTheDotsOfAName() throws IOException {
        write("news.de-en.en.txt", "A dog.\n");
        write("news.de-en.de.txt", "Ein Hund.\n");
        write("source.txt", "A cat.\n");
        write("target.txt", "Eine Katze.\n");

        assertEquals(
                "Ein Hund.", read("news.de-en.en.txt", ENGLISH_TO_GERMAN).get(0).label());
        assertEquals("Eine Katze.", read("source.txt", Map.of()).get(0).label());
    }

    @Test
    void tablesHaveAColumnForEach() throws IOException {
        write("train.tsv", "id\tsource\ttarget\n1\tA dog.\tEin Hund.\n");
        write("train.jsonl", "{\"en\": \"A \\\"dog\\\"\\nand more\", \"de\": \"Ein Hund\"}\n");
        write("bare.csv", "Ein Hund,A dog\n");

        assertEquals("Ein Hund.", read("train.tsv", Map.of()).get(0).label());
        assertEquals(
                "A \"dog\"\nand more",
                read("train.jsonl", ENGLISH_TO_GERMAN).get(0).input().text());
        assertEquals(
                "A dog",
                read("bare.csv", Map.of("source", "en", "target", "de", "columns", List.of("de", "en")))
                        .get(0)
                        .input()
                        .text());
    }

    @Test
    void otherLanguagesSignsThatSeparateLinesElsewhereAreTextHere() throws IOException {
        write("train.en", "one\u2028two\u0085\n");
        write("train.de", "eins\u2028zwei\n");

        assertEquals(
                "one\u2028two\u0085",
                read("train.en", ENGLISH_TO_GERMAN).get(0).input().text());
    }

    @Test
    void filesOfDifferentLengthAreRefused() throws IOException {
        write("train.en", "A dog.\nTwo dogs.\nA cat.\n");
        write("train.de", "Ein Hund.\n\n");

        assertEquals(
                path("train.en") + ", line 2: " + path("train.de")
                        + " has no such line: it ends after 1 lines, and this one after 3. Give both files as many lines,"
                        + " each of one for the same line of the other.",
                refused("train.en"));
    }

    @Test
    void anEmptyLineIsRefusedWhereItStands() throws IOException {
        write("train.en", "A dog.\nTwo dogs.\nA cat.\n");
        write("train.de", "Ein Hund.\n  \nEine Katze.\n");

        assertEquals(
                path("train.de") + ", line 2: it is empty. Write its text, or remove the line here and in "
                        + path("train.en") + ".",
                refused("train.en"));

        write("train.tsv", "source\ttarget\nA dog.\t\n");
        String message = assertThrows(DataException.class, () -> read("train.tsv", Map.of()))
                .getMessage();
        assertTrue(message.startsWith(path("train.tsv") + ", line 2: the target (column 'target') is empty"), message);
    }

    @Test
    void aMissingCounterpartIsNamed() throws IOException {
        write("train.en", "A dog.\n");

        assertTrue(refused("train.en").startsWith(path("train.de") + ": does not exist; it should hold what is to be"));
    }

    @Test
    void bytesOfAnotherEncodingAreRefusedOrReadAsToldWhereTheyStand() throws IOException {
        write("train.en", "A dog.\nBeautiful.\n");
        Files.write(folder.resolve("train.de"), "Ein Hund.\nSch\u00f6n.\n".getBytes(StandardCharsets.ISO_8859_1));

        String message = refused("train.en");
        assertTrue(message.startsWith(path("train.de") + ", line 2: there are bytes that are not UTF-8"), message);

        write("train.en", "A dog.\nBeautiful.\n");
        assertEquals(
                "Sch\u00f6n.",
                read("train.en", Map.of("source", "en", "target", "de", "encoding", "latin-1"))
                        .get(1)
                        .label());
    }

    @Test
    void aFirstLineThatIsTheLanguagesNameIsAText() throws IOException {
        write("train.en", "en\nA dog.\n");
        write("train.de", "de\nEin Hund.\n");
        assertEquals(2, read("train.en", ENGLISH_TO_GERMAN).size());
    }

    @Test
    void ofTwoFilesThatAreMissingTheOneThatWasNamedIsNamed() {
        String message = refused("none.en");
        assertTrue(message.startsWith(path("none.en") + ": "), message);
    }

    @Test
    void oneHugeLineIsRefusedBeforeItFillsTheMemory() throws IOException {
        write("train.en", "A dog.\n" + "word ".repeat(2_100_000));
        write("train.de", "Ein Hund.\nZwei.\n");

        String message = refused("train.en");
        assertTrue(message.startsWith(path("train.en") + ", line 2: the row is longer than 10 million"), message);
    }

    @Test
    void sourceAndTargetMustDiffer() {
        String message = assertThrows(
                        ConfigurationException.class, () -> read("x.en", Map.of("source", "en", "target", "en")))
                .getMessage();
        assertTrue(message.startsWith("task (text-to-text): 'en' is named for both source and target"), message);
    }

    private String refused(String file) {
        return assertThrows(DataException.class, () -> read(file, ENGLISH_TO_GERMAN))
                .getMessage();
    }

    @Test
    void theFileOfTheTargetsIsToldFromThatOfTheSources() throws IOException {
        write("train.en", "A dog.\n");
        write("train.de", "Ein Hund.\n");
        assertEquals(
                path("train.de")
                        + ": it is the file of what is to be written, as \"target\" says. Name that of the sources,"
                        + " train.en.",
                refused("train.de"));
    }

    private List<Example> read(String file, Map<String, ?> keys) {
        return new TextPairs(new FileTableReader(), TextPairs.options().parse(keys, TextToTextTask.WHERE))
                .read(folder.resolve(file));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private String path(String file) {
        return folder.resolve(file).toString();
    }
}
