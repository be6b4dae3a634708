package org.unipelt.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void piecesOfWorkTakeTurns() {
        StringBuilder order = new StringBuilder();
        Map<String, IntConsumer> work = new LinkedHashMap<>();
        work.put("a", round -> order.append('a').append(round));
        work.put("b", round -> order.append('b').append(round));
        Map<String, List<Double>> times = new Rounds(3, 3, 0).times(work, () -> false);
        assertEquals("a0b0a1b1" + "a0b0b1a1a2b2", order.toString());
        assertEquals(List.of("a", "b"), List.copyOf(times.keySet()));
        assertEquals(3, times.get("b").size());
    }

    @Test
    void theMedianIsNotMovedByOneSlowRound() {
        assertEquals(2, Rounds.median(List.of(1.0, 2.0, 1000.0)));
        assertEquals(2.5, Rounds.median(List.of(1000.0, 3.0, 1.0, 2.0)));
    }

    @Test
    void aSlowTimeOfTheMachineThatMeetsBothDoesNotMoveTheirRatio() {
        assertEquals(2, Rounds.median(List.of(2.0, 20.0, 40.0), List.of(1.0, 10.0, 19.0), (a, b) -> a / b));
    }

    @Test
    void aQuantileIsAMeasuredValue() {
        assertEquals(
                19,
                Rounds.quantile(IntStream.range(0, 20).mapToObj(i -> (double) i).toList(), 0.95));
        assertEquals(7, Rounds.quantile(List.of(7.0), 0.95));
    }
}
