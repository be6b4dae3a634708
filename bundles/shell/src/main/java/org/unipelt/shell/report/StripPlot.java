package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Panels side by side, one for each task: in each a row for each composition, with a dot for each seed and a bar at their mean. As
 * an ECharts option.
 *
 * @param rows the compositions, from the top
 * @param panels by task, then by composition, each seed's score; what is no number has no dot
 */
record StripPlot(List<String> rows, Map<String, Map<String, Map<Integer, Double>>> panels) {
    private static final int PANELS_ABREAST = 3;
    private static final int PIXELS_OF_A_ROW = 24;
    private static final int PIXELS_ABOVE = 34;
    private static final int PIXELS_AROUND = 66;
    private static final double GAP = 2.5;
    /** About how much of the page's width a letter takes, and how much names may take at most. */
    private static final double WIDTH_OF_A_LETTER = 0.7;

    private static final double MOST_OF_NAMES = 34;

    /** How high it wants to be. */
    int height() {
        return (panels.size() + PANELS_ABREAST - 1) / PANELS_ABREAST * panelHeight();
    }

    /** How much of the width is left of the first panel, for the names. */
    private double left() {
        int longest = rows.stream().mapToInt(String::length).max().orElse(0);
        return Math.min(MOST_OF_NAMES, GAP + WIDTH_OF_A_LETTER * longest);
    }

    /** The option. */
    Map<String, Object> option() {
        double width = (100 - left()) / PANELS_ABREAST - GAP;
        Map<String, Object> option = Charts.base(List.of());
        option.put("tooltip", Map.of("trigger", "item"));
        List<Object> titles = new ArrayList<>();
        List<Object> grids = new ArrayList<>();
        List<Object> xAxes = new ArrayList<>();
        List<Object> yAxes = new ArrayList<>();
        List<Object> series = new ArrayList<>();
        panels.forEach((task, scores) -> {
            int panel = grids.size();
            int top = panel / PANELS_ABREAST * panelHeight();
            double left = left() + panel % PANELS_ABREAST * (width + GAP);
            titles.add(Map.of("text", task, "left", left + "%", "top", top, "textStyle", Map.of("fontSize", 13)));
            grids.add(Map.of(
                    "left", left + "%",
                    "width", width + "%",
                    "top", top + PIXELS_ABOVE,
                    "height", PIXELS_OF_A_ROW * rows.size()));
            xAxes.add(Charts.axis("value", "", Map.of("scale", true, "splitNumber", 3, "gridIndex", panel)));
            yAxes.add(compositions(panel));
            series.add(dots(task, scores, panel));
            series.add(means(task, scores, panel));
        });
        option.put("title", titles);
        option.put("grid", grids);
        option.put("xAxis", xAxes);
        option.put("yAxis", yAxes);
        option.put("series", series);
        return option;
    }

    private int panelHeight() {
        return PIXELS_OF_A_ROW * rows.size() + PIXELS_AROUND;
    }

    private Map<String, Object> compositions(int panel) {
        Map<String, Object> axis = Charts.names(rows, panel, panel % PANELS_ABREAST == 0);
        axis.put("axisTick", Map.of("show", false));
        axis.put("splitLine", Map.of("show", true, "lineStyle", Map.of("color", Charts.LINE)));
        return axis;
    }

    private Map<String, Object> dots(String task, Map<String, Map<Integer, Double>> scores, int panel) {
        List<Object> dots = new ArrayList<>();
        scores.forEach((composition, bySeed) -> bySeed.forEach((seed, score) -> {
            if (Double.isFinite(score)) {
                dots.add(point(composition, "seed " + seed, score));
            }
        }));
        Map<String, Object> series = series(task, panel, dots);
        series.put("symbolSize", 9);
        series.put("itemStyle", Map.of("opacity", 0.55));
        return series;
    }

    private Map<String, Object> means(String task, Map<String, Map<Integer, Double>> scores, int panel) {
        List<Object> means = new ArrayList<>();
        scores.forEach(
                (composition, bySeed) -> bySeed.values().stream().mapToDouble(Double::doubleValue).average().stream()
                        .filter(Double::isFinite)
                        .forEach(mean -> means.add(point(composition, "mean", mean))));
        Map<String, Object> series = series(task, panel, means);
        series.put("symbol", "rect");
        series.put("symbolSize", List.of(3, PIXELS_OF_A_ROW - 8));
        return series;
    }

    private static Map<String, Object> series(String task, int panel, List<Object> points) {
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("type", "scatter");
        series.put("name", task);
        series.put("xAxisIndex", panel);
        series.put("yAxisIndex", panel);
        series.put("data", points);
        return series;
    }

    private Map<String, Object> point(String composition, String name, double score) {
        String colour = Charts.COLOURS.get(rows.indexOf(composition) % Charts.COLOURS.size());
        return Map.of(
                "name", name,
                "value", List.of(Charts.rounded(100 * score, 2), composition),
                "itemStyle", Map.of("color", colour));
    }
}
