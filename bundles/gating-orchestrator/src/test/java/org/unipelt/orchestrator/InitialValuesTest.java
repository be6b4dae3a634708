package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.pelt.Initializer;
import org.unipelt.api.pelt.Parameter;

class InitialValuesTest {
    @Test
    void aSeedAndANameGiveTheSameValuesAlways() {
        assertArrayEquals(values("lora.a", 7), values("lora.a", 7));
    }

    @Test
    void eachRunAndEachParameterBeginsWithOthers() {
        assertFalse(Arrays.equals(values("lora.a", 7), values("lora.a", 8)), "seed");
        assertFalse(Arrays.equals(values("lora.a", 7), values("lora.b", 7)), "name");
    }

    private static float[] values(String name, long seed) {
        return InitialValues.of(new Parameter(name, Shape.of(4), Initializer.normal(1), null), seed, null);
    }
}
