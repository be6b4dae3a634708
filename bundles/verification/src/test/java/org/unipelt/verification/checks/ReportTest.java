package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unipelt.verification.Report;
import org.unipelt.verification.Report.Line;

class ReportTest {
    private static final Line SMALL = new Line("b", 1e-7, true, "");
    private static final Line LARGE = new Line("a", 1e-5, true, "");
    private static final Line WRONG = new Line("c", 0.5, false, "");
    private static final Line NOT_A_NUMBER = new Line("d", Double.NaN, false, "");

    @Test
    void exitCodeTellsAgreementDifferenceAndIncompleteness() {
        assertEquals(0, report(List.of(SMALL, LARGE), List.of()).exitCode());
        assertEquals(1, report(List.of(SMALL, WRONG), List.of()).exitCode());
        assertEquals(2, report(List.of(SMALL), List.of("x: y")).exitCode());
        assertEquals(1, report(List.of(WRONG), List.of("x: y")).exitCode());
    }

    @Test
    void nothingComparedIsNotAgreement() {
        assertEquals(2, report(List.of(), List.of()).exitCode());
    }

    @Test
    void refusedFolderIsOneLineAndNoAgreement() {
        Report report = new Report(1e-4, List.of(), List.of("config.json"), List.of(), "compacter is not supported");
        assertEquals("refused: compacter is not supported", report.text());
        assertEquals(2, report.exitCode());
    }

    @Test
    void failuresComeFirstThenTheLargestDifferences() {
        assertEquals(
                List.of(NOT_A_NUMBER, WRONG, LARGE, SMALL),
                report(List.of(SMALL, WRONG, NOT_A_NUMBER, LARGE), List.of()).lines());
    }

    @Test
    void textNamesEveryFindingAndCountsThem() {
        String text =
                new Report(1e-4, List.of(SMALL, WRONG), List.of("vocab.txt"), List.of("generate.json: why")).text();
        List<String> lines = text.lines().toList();
        assertTrue(lines.get(1).matches("FAILED +0\\.500 +c"), text);
        assertTrue(lines.get(2).matches("ok +1\\.00e-07 +b"), text);
        assertEquals("not compared: vocab.txt", lines.get(3));
        assertEquals("NOT UNDERSTOOD: generate.json: why", lines.get(4));
        assertEquals("2 compared, 1 over the tolerance of 0.000100, 1 not understood", lines.get(5));
    }

    private static Report report(List<Line> lines, List<String> notUnderstood) {
        return new Report(1e-4, lines, List.of(), notUnderstood);
    }
}
