package org.unipelt.shell.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void piecesOfWorkTakeTurns() {
        StringBuilder order = new StringBuilder();
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("a", () -> order.append('a'));
        work.put("b", () -> order.append('b'));
        Map<String, Double> medians = new Rounds(3, 3, 0).medians(work, () -> false);
        assertEquals("aabb".length() + 6, order.length());
        assertTrue(order.toString().endsWith("ababab"), order.toString());
        assertEquals(List.of("a", "b"), List.copyOf(medians.keySet()));
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
    void ratiosAreToThePlainBase() {
        BenchResult result = new BenchResult(
                "minilm-l6",
                "cpu",
                List.of(
                        new BenchResult.Row("plain base", 0.1, 0.01, 0.2),
                        new BenchResult.Row("lora", 0.11, 0.02, 0.6)),
                OptionalDouble.empty(),
                0.25);
        Map<?, ?> lora = (Map<?, ?>) ((List<?>) result.toJson().get("compositions")).get(1);
        assertEquals(1.1, (Double) lora.get("ratio_32_texts"), 1e-9);
        assertEquals(2, (Double) lora.get("ratio_one_text"), 1e-9);
        assertEquals(3, (Double) lora.get("ratio_step"), 1e-9);
    }

    @Test
    void theUnionHoldsEveryMethodThatIsMeasuredAlone() {
        var all = Subject.all();
        var single = all.entrySet().stream()
                .filter(e -> !e.getKey().equals(Subject.UNION))
                .flatMap(e -> e.getValue().stream())
                .collect(Collectors.toList());
        assertEquals(single, all.get(Subject.UNION));
        assertTrue(
                Subject.composition("minilm-l6", all.get(Subject.UNION)).live().join());
    }
}
