package org.unipelt.shell.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
    void linesThatShareAColourDiffer() {
        List<Series> many = IntStream.range(0, Charts.COLOURS.size() + 1)
                .mapToObj(i -> new Series("line " + i, List.of(new double[] {1, i})))
                .toList();
        List<?> lines = (List<?>) Charts.lines("epoch", "accuracy", many, true).get("series");
        assertEquals("solid", style(lines, 0).get("type"));
        assertEquals("dashed", style(lines, Charts.COLOURS.size()).get("type"));
    }

    private static Map<?, ?> style(List<?> lines, int line) {
        return (Map<?, ?>) ((Map<?, ?>) lines.get(line)).get("lineStyle");
    }

    @Test
    void aLegendOfManyNamesHasItsRoomOrIsTurnedOver() {
        assertEquals(List.of("plain", 50), legend(4));
        assertEquals(List.of("plain", 72), legend(9));
        assertEquals(List.of("scroll", 94), legend(40));
    }

    /** Its type, and where the plot begins below it. */
    private static List<?> legend(int names) {
        Map<String, Object> option = Charts.base(
                IntStream.range(0, names).mapToObj(i -> "composition " + i).toList());
        return List.of(((Map<?, ?>) option.get("legend")).get("type"), ((Map<?, ?>) option.get("grid")).get("top"));
    }

    @Test
    void longNamesBesidePanelsHaveTheirRoom() {
        double few = left("lora");
        double many = left("prefix at its own rate, adapter slower");
        assertTrue(few < 10 && many > 25 && many <= 34, few + ", " + many);
    }

    private static double left(String name) {
        StripPlot plot = new StripPlot(List.of(name), Map.of("SST-2", Map.of(name, Map.of(111, 0.75))));
        Map<?, ?> grid = (Map<?, ?>) ((List<?>) plot.option().get("grid")).get(0);
        return Double.parseDouble(String.valueOf(grid.get("left")).replace("%", ""));
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
