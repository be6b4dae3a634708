package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private record Scores(double mean, Double deviation) {}

    @Test
    void whatIsNoNumberIsNull() {
        assertEquals("{\"mean\":null,\"deviation\":0.5}", Json.line(new Scores(Double.NaN, 0.5)));
        assertEquals("{\"mean\":1.0,\"deviation\":null}", Json.line(new Scores(1, null)));
        assertEquals("[null,0.25]", Json.line(Arrays.asList(Double.POSITIVE_INFINITY, 0.25)));
        assertEquals("[]", Json.line(List.of()));
    }
}
