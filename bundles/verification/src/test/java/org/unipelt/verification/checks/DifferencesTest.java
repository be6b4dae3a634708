package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

class DifferencesTest {

    @Test
    void largestDifferenceIsFoundInBothDirections() {
        assertEquals(2.5, Differences.largest(new float[] {1, 2, 3}, new float[] {1.5f, -0.5f, 3}));
        assertEquals(0, Differences.largest(new float[0], new float[0]));
    }

    @Test
    void notANumberIsNeverHidden() {
        assertEquals(Double.NaN, Differences.largest(new float[] {Float.NaN, 2}, new float[] {1, 7}));
        assertEquals(Double.NaN, Differences.largest(new float[] {1, 2}, new float[] {1, Float.NaN}));
        assertFalse(
                only(compare(InMemory.floats(1), InMemory.floats(Float.NaN))).within());
    }

    @Test
    void equalInfinitiesDoNotDiffer() {
        float infinite = Float.POSITIVE_INFINITY;
        assertEquals(0, Differences.largest(new float[] {infinite}, new float[] {infinite}));
        assertEquals(infinite, Differences.largest(new float[] {infinite}, new float[] {-infinite}));
    }

    @Test
    void differenceMayReachTheToleranceAndNoMore() {
        assertTrue(only(compare(InMemory.floats(1), InMemory.floats(1.25f))).within());
        assertFalse(
                only(compare(InMemory.floats(1), InMemory.floats(1.2500001f))).within());
    }

    @Test
    void otherShapeFailsAndIsNamed() {
        Report.Line line = only(compare(InMemory.floats(1, 2), InMemory.matrix(2, 1, 2)));
        assertFalse(line.within());
        assertEquals("shape [2, 1] instead of [2]", line.detail());
    }

    @Test
    void integersFail() {
        TensorData integers = TensorData.of(Shape.of(1), new long[] {1});
        assertFalse(only(compare(integers, InMemory.floats(1))).within());
        assertFalse(only(compare(InMemory.floats(1), integers)).within());
    }

    @Test
    void gradientIsHeldAgainstItsLargestValue() {
        Findings findings = new Findings(0.25);
        findings.compareGradient("large", InMemory.floats(8, 0), InMemory.floats(8, 2));
        findings.compareGradient("small", InMemory.floats(0.1f, 0), InMemory.floats(0.1f, 0.026f));
        findings.compareGradient("nothing but rounding", InMemory.floats(1e-9f), InMemory.floats(1e-3f));
        List<String> failed = findings.report().lines().stream()
                .filter(line -> !line.within())
                .map(Report.Line::name)
                .toList();
        assertEquals(List.of("small"), failed);
    }

    @Test
    void copyMayDifferByRoundingAlone() {
        Findings findings = new Findings(0.25);
        findings.compareCopy("rounded", InMemory.floats(1), InMemory.floats(1.0000001f));
        assertEquals(0, findings.report().exitCode());
        findings.compareCopy("other", InMemory.floats(1), InMemory.floats(1.00001f));
        assertEquals(1, findings.report().exitCode());
    }

    private static Report compare(TensorData expected, TensorData actual) {
        Findings findings = new Findings(0.25);
        findings.compare("tensor", expected, actual);
        return findings.report();
    }

    private static Report.Line only(Report report) {
        assertEquals(1, report.lines().size());
        return report.lines().get(0);
    }
}
