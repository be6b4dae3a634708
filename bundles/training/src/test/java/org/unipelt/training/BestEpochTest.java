package org.unipelt.training;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BestEpochTest {

    @Test
    void onlyALargerMetricIsBetter() {
        BestEpoch best = new BestEpoch(3, 0.5, Map.of(), Map.of());
        assertTrue(best.isBeatenBy(0.500001));
        assertFalse(best.isBeatenBy(0.5));
        assertFalse(best.isBeatenBy(-1));
        assertFalse(best.isBeatenBy(Double.NaN));
    }

    @Test
    void firstEpochIsAlwaysKeptAndAnyNumberBeatsNone() {
        assertTrue(BestEpoch.NONE.isBeatenBy(-1));
        assertTrue(BestEpoch.NONE.isBeatenBy(Double.NaN));
        BestEpoch undefined = new BestEpoch(1, Double.NaN, Map.of(), Map.of());
        assertTrue(undefined.isBeatenBy(-1));
        assertFalse(undefined.isBeatenBy(Double.NaN));
    }
}
