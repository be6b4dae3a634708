package org.unipelt.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unipelt.api.DataException;
import org.unipelt.api.TextInput;
import org.unipelt.api.task.Example;
import org.unipelt.api.task.Label;

class SquadFilesTest {
    private static final String CONTEXT = "The Elbe 😀 flows into the North Sea.";

    @TempDir
    Path folder;

    @Test
    void everyQuestionIsAnExampleWithAllItsAnswers() throws IOException {
        String qa = question("1", "Where to?", "{'text': 'North Sea', 'answer_start': 26}")
                + ",\n"
                + question(
                        "2", "What?", "{'answer_start': 4, 'text': 'Elbe'}, {'text': 'The Elbe', 'answer_start': 0}");

        assertEquals(
                List.of(
                        new Example(new TextInput("Where to?", CONTEXT), List.of(new Label("North Sea", 26)), 1),
                        new Example(
                                new TextInput("What?", CONTEXT),
                                List.of(new Label("Elbe", 4), new Label("The Elbe", 0)),
                                2)),
                read(file(paragraph(CONTEXT, qa))));
    }

    @Test
    void keysComeInAnyOrderAndOthersArePassedOver() throws IOException {
        String file = "{'version': 1.1, 'data': [{'more': {'data': []}, 'title': null, 'paragraphs': [{'qas': ["
                + "{'is_impossible': false, 'answers': [{'text': 'b', 'answer_start': 2}], 'question': 'q', 'id': '7'}"
                + "], 'context': 'a b'}]}], 'last': [1, 2]}";

        assertEquals(List.of(new Example(new TextInput("q", "a b"), List.of(new Label("b", 2)), 1)), read(file));
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        String qa = question("1", "Where to?", "{'text': 'North Sea', 'answer_start': 26}");

        assertEquals(1, read("\uFEFF" + file(paragraph(CONTEXT, qa))).size());
    }

    @Test
    void answersThatStandElsewhereAreToldAndCounted() {
        String qa = question("1", "q", "{'text': 'Elbe', 'answer_start': 4}")
                + ",\n"
                + question("2", "q", "{'text': 'North Sea', 'answer_start': 27}")
                + ",\n"
                + question("3", "q", "{'text': 'Rhine', 'answer_start': 4}, {'text': 'Elbe', 'answer_start': 4000}");

        assertRefused(
                file(paragraph(CONTEXT, qa)),
                ", line 2, question 2 of 'Rivers': the answer 'North Sea' does not stand at character 27 of its context,"
                        + " where 'orth Sea.' stands; 2 more answers of the file stand elsewhere too. It stands at 26:"
                        + " answer_start counts characters (code points) from 0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "-1   | at character -1 of its context, where '' stands. It stands at 4",
                "4000 | at character 4000 of its context, where '' stands",
                "35   | at character 35 of its context, where '.' stands"
            })
    void anAnswerBeyondItsContextIsRefused(int start, String reason) {
        String answer = "{'text': 'Elbe', 'answer_start': " + start + "}";
        assertRefused(file(paragraph(CONTEXT, question("1", "q", answer))), reason);
    }

    @Test
    void anAnswerThatTheContextDoesNotHoldIsRefused() {
        String answer = "{'text': 'Rhine', 'answer_start': 4}";
        assertRefused(
                file(paragraph(CONTEXT, question("1", "q", answer))),
                "where 'Elbe ' stands. Its context does not hold it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "''                                                                  | it is empty",
                "[1]                                                                 | line 1: the file is not an object",
                "{'dta': []}                                                         | line 1: the file has no 'data'",
                "{'data': {}}                                                        | line 1: /data is not a list",
                "{'data': []}                                                        | it holds no question",
                "{'data': [{'title': 'a'}]}                                          | /data/0 has no 'paragraphs'",
                "{'data': [7]}                                                       | /data/0 is not an object",
                "{'data': [{'paragraphs': [{'qas': []}]}]}                           | /data/0/paragraphs/0 has no 'context'",
                "{'data': [{'paragraphs': [{'context': 'a'}]}]}                      | /data/0/paragraphs/0 has no 'qas'",
                "{'data': [{'paragraphs': [{'context': ' '}]}]}                      | /data/0/paragraphs/0/context is blank",
                "{'data': [{'paragraphs': [{'context': 'a', 'context': 'b'}]}]}      | Duplicate field 'context'",
                "{'data': [] 7                                                       | it is not valid JSON at character",
                "{'data': [                                                          | it is not valid JSON at character",
                "{'data': []} {}                                                     | something stands behind the object"
            })
    void whatIsOfAnotherShapeIsRefusedWithItsPlace(String content, String reason) {
        assertRefused(content.equals("''") ? "" : content, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'id': '1', 'question': 'q'                                   | /qas/0 has no 'answers'",
                "'id': '1', 'answers': []                                     | /qas/0 has no 'question'",
                "'question': 'q', 'answers': []                               | /qas/0 has no 'id'",
                "'id': '1', 'question': 'q', 'answers': []                    | question 1: it has no answer",
                "'id': '1', 'question': '', 'answers': []                     | /qas/0/question is blank",
                "'id': '1', 'question': 3, 'answers': []                      | /qas/0/question is not a text",
                "'id': '1', 'question': 'q', 'answers': [{'text': 'a'}]       | /answers/0 has no 'answer_start'",
                "'id': '1', 'question': 'q', 'answers': [{'answer_start': 1}] | /answers/0 has no 'text'",
                "'id': '1', 'question': 'q', 'answers': [{'answer_start':'1'}]| /answers/0/answer_start is not a whole number"
            })
    void aQuestionWithoutItsPartsIsRefusedWithItsPlace(String question, String reason) {
        String content = "{'data': [{'paragraphs': [\n{'context': 'a', 'qas': [\n{" + question + "}]}]}]}";
        assertRefused(content, ", line 3");
        assertRefused(content, reason);
    }

    @Test
    void bytesOfAnotherEncodingAreRefusedWithTheirLine() throws IOException {
        String content = file(paragraph("Füße", question("1", "q", "{'text': 'Füße', 'answer_start': 0}")));
        Path latin =
                Files.write(folder.resolve("a.json"), content.replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1));

        DataException refusal = assertThrows(DataException.class, () -> new SquadFiles().read(latin));
        assertTrue(
                refusal.getMessage().contains("a.json, line 1: there are bytes that are not UTF-8"),
                refusal.getMessage());
    }

    @Test
    void aTextTooLongToBeMeantIsRefused() {
        assertRefused(
                "{'data': [\n{'title': 'a', 'paragraphs': [{'context': '" + "x".repeat(SquadParser.TEXT_LIMIT + 1)
                        + "'}]}]}",
                "line 2: it holds a text of more than 10 million characters");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        DataException refusal =
                assertThrows(DataException.class, () -> new SquadFiles().read(folder.resolve("none.json")));
        assertTrue(refusal.getMessage().contains("none.json: it cannot be read"), refusal.getMessage());
        assertThrows(DataException.class, () -> new SquadFiles().read(folder));
    }

    private static String question(String id, String text, String answers) {
        return "{'id': '" + id + "', 'question': '" + text + "', 'answers': [" + answers + "]}";
    }

    private static String paragraph(String context, String questions) {
        return "{'context': '" + context + "', 'qas': [" + questions + "]}";
    }

    private static String file(String paragraphs) {
        return "{'version': '1.1', 'data': [{'title': 'Rivers', 'paragraphs': [" + paragraphs + "]}]}";
    }

    private List<Example> read(String content) throws IOException {
        return new SquadFiles().read(Files.writeString(folder.resolve("a.json"), content.replace('\'', '"')));
    }

    private void assertRefused(String content, String reason) {
        DataException refusal = assertThrows(DataException.class, () -> read(content));
        assertTrue(refusal.getMessage().contains("a.json"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
