package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.unipelt.api.generation.TextGenerator.Generated;
import org.unipelt.api.model.Writing;
import org.unipelt.verification.Report;

class GenerateCheckTest {
    private static final int END = 9;

    /** Two texts padded in front, the second ends early. */
    private static final String ROW = """
            {"input_ids": [[4, 5], [0, 6]], "attention_mask": [[1, 1], [0, 1]],
             "options": {"num_beams": 2, "max_new_tokens": 3, "early_stopping": true, "eos_token_id": 9, "pad_token_id": 1},
             "sequences": [[4, 5, 7, 8, 7], [0, 6, 7, 9, 1]], "sequences_scores": [-0.5, -1.25]}""";

    private Writing writing = new Writing(OptionalInt.empty(), List.of(END), 0);
    private final List<Generated> written = new ArrayList<>(List.of(text(-0.5, 7, 8, 7), text(-1.25, 7, END)));

    @Test
    void sameTokensAndScoresPassWithAShortSummary() throws IOException {
        Report report = check("[" + ROW + "," + ROW + "]");
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(
                List.of("generate.json sequences: 2 rows", "generate.json sequences_scores: 4 scores"),
                report.lines().stream()
                        .map(line -> line.name() + ": " + line.detail())
                        .toList());
    }

    @Test
    void otherTokensFailWithTheirRow() throws IOException {
        written.set(0, text(-0.5, 7, 8, 8));
        assertFails("1 rows, different (from 0): [0]");
    }

    @Test
    void textThatIsTooShortOrTooLongFails() throws IOException {
        written.set(0, text(-0.5, 7, 8));
        assertFails("1 rows, different (from 0): [0]");
        written.set(0, text(-0.5, 7, 8, 7, 7));
        assertFails("1 rows, different (from 0): [0]");
    }

    @Test
    void onlyAnEndTokenMayBeFollowedByPadding() throws IOException {
        // as if the second text had ended with 7, and 7 were repeated behind it
        Report report = check("[" + ROW.replace("7, 9, 1]", "7, 7, 7]") + "]", text(-0.5, 7, 8, 7), text(-1.25, 7));
        assertEquals(1, report.exitCode(), report.text());
        report = check("[" + ROW.replace("7, 9, 1]", "7, 9, 4]") + "]", text(-0.5, 7, 8, 7), text(-1.25, 7, END));
        assertEquals(1, report.exitCode(), report.text());
    }

    @Test
    void endTokenFillsWherePaddingIsTheId0() throws IOException {
        String filled =
                ROW.replace("\"pad_token_id\": 1", "\"pad_token_id\": 0").replace("7, 9, 1]", "7, 9, 9]");
        assertEquals(0, check("[" + filled + "]").exitCode());
        assertEquals(1, check("[" + ROW.replace("7, 9, 1]", "7, 9, 9]") + "]").exitCode());
    }

    @Test
    void theModelsOwnEndAndPaddingCountWhereARowNamesNone() throws IOException {
        String bare =
                ROW.replace(", \"eos_token_id\": 9, \"pad_token_id\": 1", "").replace("7, 9, 1]", "7, 9, 3]");
        writing = new Writing(OptionalInt.empty(), List.of(END), 3);
        assertEquals(0, check("[" + bare + "]").exitCode());
        writing = new Writing(OptionalInt.empty(), List.of(8), 3);
        assertEquals(1, check("[" + bare + "]").exitCode());
    }

    @Test
    void decoderBesideAnEncoderBeginsWithOneToken() throws IOException {
        writing = new Writing(OptionalInt.of(2), List.of(END), 0);
        String row = ROW.replace("[4, 5, 7, 8, 7], [0, 6, 7, 9, 1]", "[2, 7, 8, 7], [2, 7, 9, 1]");
        assertEquals(0, check("[" + row + "]").exitCode());
    }

    @Test
    void scoreOfAnyTextFailsByItsLargestDifference() throws IOException {
        written.set(1, text(-1.5, 7, END));
        Report report = check("[" + ROW + "]");
        assertEquals(1, report.failures(), report.text());
        assertEquals("generate.json sequences_scores", report.lines().get(0).name());
        assertEquals(0.25, report.lines().get(0).difference());
        written.set(1, text(Double.NaN, 7, END));
        assertEquals(1, check("[" + ROW + "]").failures());
    }

    @Test
    void severalTextsForOneGivenAreAskedFor() throws IOException {
        String row = """
                {"input_ids": [[4]], "attention_mask": [[1]], "options": {"num_beams": 2, "eos_token_id": 9},
                 "sequences": [[4, 7, 9], [4, 8, 9]]}""";
        Report report = check("[" + row + "]", text(0, 7, END), text(0, 8, END));
        assertEquals(0, report.exitCode(), report.text());
    }

    @Test
    void whatIsNotUnderstoodIsReportedWithItsRow() throws IOException {
        for (String row : List.of(
                "{}",
                ROW.replace("\"attention_mask\": [[1, 1], [0, 1]],", ""),
                ROW.replace("[0, 1]]", "[0, 1, 1]]"),
                ROW.replace(", [0, 6, 7, 9, 1]]", "]"),
                ROW.replace("max_new_tokens", "max_time"),
                ROW.replace("\"options\"", "\"prompt\": \"a\", \"options\""),
                ROW.replace("\"eos_token_id\": 9", "\"eos_token_id\": [8, 9]"),
                ROW.replace(", -1.25]", "]"))) {
            Report report = check("[" + row + "]");
            assertEquals(2, report.exitCode(), row + report.text());
            assertEquals(1, report.notUnderstood().size(), row + report.text());
            assertTrue(report.notUnderstood().get(0).startsWith("generate.json, row 0: "), report.text());
        }
        assertEquals(
                List.of("generate.json: is not a list of rows"), check("{}").notUnderstood());
    }

    private void assertFails(String detail) throws IOException {
        Report report = check("[" + ROW + "]");
        assertEquals(1, report.failures(), report.text());
        assertEquals(detail, report.lines().get(0).detail());
    }

    private Report check(String rows) throws IOException {
        return check(rows, written.toArray(Generated[]::new));
    }

    private Report check(String rows, Generated... texts) throws IOException {
        Findings findings = new Findings(1e-4);
        new GenerateCheck(new Writers.Decoder(writing), new Writers.Writer(List.of(texts)), findings)
                .check(new ObjectMapper().readTree(rows));
        return findings.report();
    }

    private static Generated text(double score, int... ids) {
        return new Generated("", ids, score, false);
    }
}
