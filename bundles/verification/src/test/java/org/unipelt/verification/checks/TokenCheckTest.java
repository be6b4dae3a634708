package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.unipelt.api.text.Encoding;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.verification.Report;
import org.unipelt.verification.Report.Line;

class TokenCheckTest {
    private static final String ROW = """
            {"text": "ab", "input_ids": [97, 98], "token_type_ids": [0, 0], "attention_mask": [1, 1],
             "offset_mapping": [[0, 1], [1, 2]], "tokens": ["a", "b"], "decoded": "ab"}""";

    @Test
    void everyKeyOfARowIsCompared() throws IOException {
        Report report = check("[" + ROW + "]");
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(
                List.of("attention_mask", "decoded", "input_ids", "offset_mapping", "token_type_ids", "tokens"),
                report.lines().stream()
                        .map(line -> line.name().substring("tokens.json ".length()))
                        .toList());
    }

    @Test
    void differenceInAnyKeyFailsWithItsRow() throws IOException {
        for (String change : List.of(
                "97, 98:97, 99",
                "0, 0:0, 1",
                "1, 1]:1, 0]",
                "[1, 2]:[1, 3]",
                "\"b\":\"c\"",
                "\"decoded\": \"ab:\"decoded\": \"abc")) {
            String[] parts = change.split(":(?=[^ ])", 2);
            String wrong = ROW.replace(parts[0], parts[1]);
            Report report = check("[" + ROW + "," + wrong + "]");
            List<Line> failed =
                    report.lines().stream().filter(line -> !line.within()).toList();
            assertEquals(1, failed.size(), change + report.text());
            assertEquals("2 rows, different (from 0): [1]", failed.get(0).detail());
        }
    }

    @Test
    void truncationIsAsked() throws IOException {
        assertEquals(
                0,
                check(
                                "[{\"text\": \"abc\", \"truncation\": \"only_first\", \"max_length\": 2, \"input_ids\": [97, 98]}]")
                        .exitCode());
    }

    @Test
    void whatIsNotUnderstoodIsReported() throws IOException {
        for (String rows : List.of(
                "{}",
                "[{\"input_ids\": [97]}]",
                "[{\"text\": \"a\", \"input_ids\": [97], \"special_tokens_mask\": [0]}]",
                "[{\"text\": \"a\", \"truncation\": \"do_not\", \"max_length\": 2}]",
                "[{\"text\": \"a\", \"truncation\": \"only_first\"}]")) {
            Report report = check(rows);
            assertEquals(2, report.exitCode(), rows);
            assertEquals(1, report.notUnderstood().size(), rows);
            assertTrue(report.notUnderstood().get(0).startsWith("tokens.json"), rows);
        }
    }

    private static Report check(String rows) throws IOException {
        Findings findings = new Findings(1e-4);
        try (Characters tokenizer = new Characters()) {
            new TokenCheck(tokenizer, findings).check(new ObjectMapper().readTree(rows));
        }
        return findings.report();
    }

    /** One token a character. */
    private static final class Characters implements TextTokenizer {
        @Override
        public Encoding encode(String text, String pair, int maximumLength, Truncation truncation) {
            int length = Math.min(text.length(), maximumLength);
            List<String> tokens = new ArrayList<>();
            int[][] offsets = new int[length][];
            for (int i = 0; i < length; i++) {
                tokens.add(text.substring(i, i + 1));
                offsets[i] = new int[] {i, i + 1};
            }
            int[] ids = text.chars().limit(length).toArray();
            return new Encoding(ids, new int[length], offsets, tokens, length < text.length());
        }

        @Override
        public String decode(int[] ids, boolean skipSpecialTokens) {
            return Arrays.stream(ids).mapToObj(Character::toString).collect(Collectors.joining());
        }

        @Override
        public int vocabularySize() {
            return 128;
        }

        @Override
        public int paddingId() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
