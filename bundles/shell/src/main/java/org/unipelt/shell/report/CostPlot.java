package org.unipelt.shell.report;

import java.util.List;
import java.util.Map;

/**
 * What compositions give against the numbers that they train, on a logarithmic axis, each with its name beside it. As an ECharts
 * option.
 */
record CostPlot(List<Point> points) {
    /** Points nearer than this share of the axes would write over each other's names. */
    private static final double NEAR = 0.06;
    /** About how much of the axis a name takes. */
    private static final double WIDTH_OF_A_NAME = 0.2;

    /**
     * A composition.
     *
     * @param trained how many numbers it trains, at least 1
     * @param score its average over the tasks, times 100
     */
    record Point(String name, long trained, double score) {}

    /** The option. */
    Map<String, Object> option() {
        Map<String, Object> option = Charts.base(List.of());
        option.put("tooltip", Map.of("trigger", "item"));
        option.put("grid", Map.of("left", 72, "right", 50, "top", 20, "bottom", 50));
        option.put(
                "xAxis",
                Charts.axis(
                        "log",
                        "numbers trained",
                        Map.of("min", Math.pow(10, lowest()), "max", Math.pow(10, highest()))));
        option.put(
                "yAxis",
                Charts.axis(
                        "value",
                        "average, times 100",
                        Map.of("scale", true, "nameGap", 44, "boundaryGap", List.of("8%", "8%"))));
        option.put("series", points.stream().map(this::series).toList());
        return option;
    }

    private Map<String, Object> series(Point point) {
        return Map.of(
                "name", point.name(),
                "type", "scatter",
                "symbolSize", 12,
                "label", Map.of("show", true, "position", side(point), "formatter", point.name()),
                "labelLayout", Map.of("moveOverlap", "shiftY"), // where more than two are near each other
                "data", List.of(List.of(point.trained(), Charts.rounded(point.score(), 2))));
    }

    /** Of two that are near each other the first has its name to the right, the second to the left. */
    private String side(Point point) {
        return points.subList(0, points.indexOf(point)).stream().anyMatch(before -> near(before, point))
                ? "left"
                : "right";
    }

    private boolean near(Point one, Point other) {
        double least = points.stream().mapToDouble(Point::score).min().orElseThrow();
        double most = points.stream().mapToDouble(Point::score).max().orElseThrow();
        double across = Math.abs(decade(one) - decade(other)) / (highest() - lowest());
        return across < WIDTH_OF_A_NAME && Math.abs(one.score() - other.score()) < NEAR * (most - least);
    }

    private double lowest() {
        return Math.floor(points.stream().mapToDouble(CostPlot::decade).min().orElseThrow());
    }

    private double highest() {
        return Math.floor(points.stream().mapToDouble(CostPlot::decade).max().orElseThrow()) + 1;
    }

    private static double decade(Point point) {
        return Math.log10(point.trained());
    }
}
