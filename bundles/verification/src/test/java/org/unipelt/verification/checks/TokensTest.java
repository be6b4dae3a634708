package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

class TokensTest {
    private static final TensorData MASK = longs(2, 1, 1, 1, 0);
    private static final TensorData DECODER_MASK = longs(2, 1, 0, 1, 1);
    private static final Tokens ONE_HALF = new Tokens(MASK, null);
    private static final Tokens TWO_HALVES = new Tokens(MASK, DECODER_MASK);
    private static final TensorData STATES = floats(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);

    @Test
    void paddingIsLeftOutOfWhatHasValuesForEachPlace() {
        for (String output : new String[] {"hidden_state.1", "logits"}) {
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6, 0, 0},
                    ONE_HALF.kept(output, STATES).floats(),
                    output);
        }
        assertArrayEquals(
                new float[] {1, 2, 3, 0},
                ONE_HALF.kept("end_logits", floats(Shape.of(2, 2), 1, 2, 3, 4)).floats());
    }

    @Test
    void outputsOfTheDecoderHaveTheDecodersPadding() {
        float[] byDecoder = {1, 2, 0, 0, 5, 6, 7, 8};
        assertArrayEquals(
                byDecoder, TWO_HALVES.kept("decoder_hidden_state.0", STATES).floats());
        assertArrayEquals(byDecoder, TWO_HALVES.kept("logits", STATES).floats());
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6, 0, 0},
                TWO_HALVES.kept("hidden_state.0", STATES).floats());
    }

    @Test
    void decoderWithoutAMaskReadsAllThatItIsGiven() {
        Tokens tokens = Tokens.of(Map.of("input_ids", MASK, "attention_mask", MASK, "decoder_input_ids", MASK));
        assertEquals(STATES, tokens.kept("logits", STATES));
    }

    @Test
    void outputsForWholeTextsStayAsTheyAre() {
        TensorData classes = floats(Shape.of(2, 2), 1, 2, 3, 4);
        for (String output :
                new String[] {"logits", "classification_logits", "pooler_output", "next_sentence_logits"}) {
            assertEquals(classes, ONE_HALF.kept(output, classes), output);
        }
    }

    @Test
    void virtualTokensInFrontAreReal() {
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 0},
                ONE_HALF.kept("logits", floats(Shape.of(2, 3, 1), 1, 2, 3, 4, 5, 6))
                        .floats());
    }

    @Test
    void reportSaysWherePaddingWasLeftOut() {
        Findings findings = new Findings(1e-4);
        TensorData otherAtPadding = floats(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 70, 80);
        ONE_HALF.compare(findings, "case.0.logits", "logits", STATES, otherAtPadding);
        new Tokens(longs(2, 1, 1, 1, 1), null).compare(findings, "case.1.logits", "logits", STATES, STATES);
        Report report = findings.report();
        assertEquals(0, report.exitCode(), report.text());
        assertEquals("padding left out", report.lines().get(0).detail());
        assertEquals("", report.lines().get(1).detail());
    }

    @Test
    void differenceAtARealTokenFails() {
        Findings findings = new Findings(1e-4);
        TensorData other = floats(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6.5f, 7, 8);
        ONE_HALF.compare(findings, "case.0.logits", "logits", STATES, other);
        assertEquals(1, findings.report().failures());
    }

    @Test
    void nextTokensAreThoseThatRealTokensReadBefore() {
        Tokens tokens = new Tokens(longs(2, 1, 1, 1, 0, 0, 0, 1, 1), null);
        assertArrayEquals(
                new long[] {11, 12, -100, -100, -100, -100, 17, -100},
                tokens.next(longs(2, 10, 11, 12, 13, 14, 15, 16, 17)).longs());
    }

    private static TensorData longs(int rows, long... values) {
        return TensorData.of(Shape.of(rows, values.length / rows), values);
    }

    private static TensorData floats(Shape shape, float... values) {
        return TensorData.of(shape, values);
    }
}
