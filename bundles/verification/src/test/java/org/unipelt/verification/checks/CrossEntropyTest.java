package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.unipelt.api.model.TensorData;

class CrossEntropyTest {
    private static final TensorData LOGITS = InMemory.matrix(2, 1, 2, 3, 0, 0, 0);

    @Test
    void meanIsThatOfTheRowsNegativeLogLikelihoods() {
        double first = -Math.log(Math.exp(1) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
        assertEquals((first + Math.log(3)) / 2, CrossEntropy.mean(LOGITS, InMemory.longs(0, 2)), 1e-12);
    }

    @Test
    void ignoredRowsDoNotCount() {
        assertEquals(Math.log(3), CrossEntropy.mean(LOGITS, InMemory.longs(-100, 1)), 1e-12);
        assertEquals(Double.NaN, CrossEntropy.mean(LOGITS, InMemory.longs(-100, -100)));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        assertEquals(2000, CrossEntropy.mean(InMemory.matrix(1, 1000, -1000), InMemory.longs(1)), 1e-9);
    }

    @Test
    void labelsMustBeClassesOfTheirRows() {
        assertTrue(CrossEntropy.fits(LOGITS, InMemory.longs(2, -100)));
        assertFalse(CrossEntropy.fits(LOGITS, InMemory.longs(3, 0)));
        assertFalse(CrossEntropy.fits(LOGITS, InMemory.longs(-1, 0)));
        assertFalse(CrossEntropy.fits(LOGITS, InMemory.longs(0)));
        assertFalse(CrossEntropy.fits(LOGITS, InMemory.floats(0, 1)));
        assertFalse(CrossEntropy.fits(InMemory.floats(1, 2), InMemory.longs(0, 1)));
    }
}
