package org.unipelt.shell.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.shell.report.Charts.Series;
import org.unipelt.shell.report.CostPlot.Point;

class ChartsTest {
    @Test
    void nothingStandsAboveAnAccuracyThatIsAlwaysOne() {
        assertEquals("dataMax", yAxis(1, 1).get("max"));
        assertFalse(yAxis(0.5, 1).containsKey("max"));
    }

    private static Map<?, ?> yAxis(double first, double second) {
        Series series = new Series("accuracy", List.of(new double[] {1, first}, new double[] {2, second}));
        return (Map<?, ?>)
                Charts.lines("epoch", "accuracy", List.of(series), true).get("yAxis");
    }

    @Test
    void namesOfPointsThatAreNearStandOnEitherSide() {
        CostPlot plot = new CostPlot(List.of(
                new Point("gated union", 353_594, 56.4),
                new Point("softmax", 351_284, 56.2),
                new Point("adapter", 224_546, 52),
                new Point("full fine-tuning", 22_566_146, 56.3)));
        assertEquals(List.of("right", "left", "right", "right"), sides(plot));
    }

    @Test
    void theAxisOfCostsReachesOverWholeDecades() {
        Map<?, ?> axis = (Map<?, ?>) new CostPlot(List.of(new Point("one", 1000, 50), new Point("other", 999_999, 60)))
                .option()
                .get("xAxis");
        assertEquals(1000.0, axis.get("min"));
        assertEquals(1_000_000.0, axis.get("max"));
    }

    private static List<?> sides(CostPlot plot) {
        return ((List<?>) plot.option().get("series"))
                .stream()
                        .map(series -> (Map<?, ?>) ((Map<?, ?>) series).get("label"))
                        .map(label -> label.get("position"))
                        .toList();
    }
}
