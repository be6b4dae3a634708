package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.shell.console.Format;

/** The kinds of plot that reports use, as ECharts options. */
public final class Charts {
    /** Told apart by readers who do not see red and green as different (Okabe and Ito 2008). */
    static final List<String> COLOURS = List.of(
            "#7f8c8d", "#0072b2", "#009e73", "#e69f00", "#cc3d77", "#56b4e9", "#8c6bb1", "#a6611a", "#1c2733",
            "#66a61e");

    static final String LINE = "#e3e7ee";
    private static final int MOST_LINES_OF_LEGEND = 3;
    private static final int PIXELS_OF_A_LINE = 22;
    private static final int PIXELS_OF_A_LEGEND = 980;
    /** A line's or point's sign in the legend, and the gap to the next. */
    private static final int PIXELS_OF_A_SIGN = 45;

    private static final int PIXELS_OF_A_LETTER = 7;

    private Charts() {}

    /**
     * A named row of points.
     *
     * @param points x and y of each
     */
    public record Series(String name, List<double[]> points) {}

    /** A vertical line with a text at a place of the x axis. */
    public record Mark(String text, double x) {}

    /** A number as a plot's data holds it, short. */
    public static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    /** Lines over a numeric x axis. */
    public static Map<String, Object> lines(String xName, String yName, List<Series> series, boolean symbols) {
        Map<String, Object> option = base(series.stream().map(Series::name).toList());
        option.put("tooltip", Map.of("trigger", "axis"));
        option.put("xAxis", axis("value", xName, Map.of("min", "dataMin", "max", "dataMax", "minInterval", 1)));
        option.put("yAxis", scaled(yName, series));
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Series s : series) {
            boolean firstOfItsColour = lines.size() < COLOURS.size();
            lines.add(Map.of(
                    "name",
                    s.name(),
                    "type",
                    "line",
                    "showSymbol",
                    symbols,
                    "symbol",
                    "circle",
                    "symbolSize",
                    8,
                    "lineStyle",
                    Map.of("width", 2, "type", firstOfItsColour ? "solid" : "dashed"),
                    "data",
                    s.points()));
        }
        option.put("series", lines);
        return option;
    }

    /** Points over a numeric x axis, with marks. */
    public static Map<String, Object> points(String xName, String yName, List<Series> series, List<Mark> marks) {
        Map<String, Object> option = base(series.stream().map(Series::name).toList());
        option.put("tooltip", Map.of("trigger", "item"));
        option.put("xAxis", axis("value", xName, Map.of("min", 0, "max", "dataMax")));
        option.put("yAxis", axis("value", yName, Map.of("min", 0, "nameGap", 44)));
        List<Map<String, Object>> all = new ArrayList<>();
        for (Series s : series) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", s.name());
            one.put("type", "scatter");
            one.put("symbolSize", 4);
            one.put("data", s.points());
            if (all.isEmpty()) {
                one.put("markLine", markLine(marks));
            }
            all.add(one);
        }
        option.put("series", all);
        return option;
    }

    /** A field of values from 0 to 1; a cell without a value stays empty. */
    public static Map<String, Object> heatMap(List<String> columns, List<String> rows, List<double[]> cells) {
        Map<String, Object> option = base(List.of());
        option.put("tooltip", Map.of("position", "top"));
        option.put("grid", Map.of("left", 150, "right", 20, "top", 10, "bottom", 80));
        option.put("xAxis", Map.of("type", "category", "data", columns, "splitArea", Map.of("show", true)));
        option.put(
                "yAxis", Map.of("type", "category", "inverse", true, "data", rows, "splitArea", Map.of("show", true)));
        option.put(
                "visualMap",
                Map.of(
                        "min",
                        0,
                        "max",
                        1,
                        "calculable",
                        true,
                        "orient",
                        "horizontal",
                        "left",
                        "center",
                        "bottom",
                        0,
                        "precision",
                        2,
                        "inRange",
                        Map.of("color", List.of("#f7fbff", "#9ecae1", "#4292c6"))));
        option.put(
                "series",
                List.of(Map.of(
                        "type",
                        "heatmap",
                        "data",
                        cells.stream().map(Charts::cell).toList(),
                        "itemStyle",
                        Map.of("borderColor", "#fff", "borderWidth", 2))));
        return option;
    }

    private static Map<String, Object> cell(double[] cell) {
        return Map.of(
                "value",
                cell,
                "label",
                Map.of("show", true, "color", "#1c2733", "formatter", Format.decimals(cell[2], 2)));
    }

    /**
     * Counts over time.
     *
     * @param width how much of the x axis a bar stands for
     * @param series the counts of each bar, by name
     */
    public static Map<String, Object> counts(
            String xName, String yName, double width, Map<String, List<Integer>> series, List<Mark> marks) {
        Map<String, Object> option = base(List.copyOf(series.keySet()));
        option.put("tooltip", Map.of("trigger", "axis"));
        option.put("xAxis", axis("value", xName, Map.of("min", 0, "max", "dataMax")));
        option.put("yAxis", axis("value", yName, Map.of("min", 0, "nameGap", 44)));
        List<Map<String, Object>> all = new ArrayList<>();
        series.forEach((name, values) -> {
            List<double[]> data = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                data.add(new double[] {Math.round((i + 0.5) * width * 1000) / 1000.0, values.get(i)});
            }
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", name);
            one.put("type", "line");
            one.put("step", "middle");
            one.put("areaStyle", Map.of("opacity", 0.45));
            one.put("lineStyle", Map.of("width", 1));
            one.put("showSymbol", false);
            one.put("data", data);
            if (all.isEmpty()) {
                one.put("markLine", markLine(marks));
            }
            all.add(one);
        });
        option.put("series", all);
        return option;
    }

    /** An axis about the values; where all are equal it ends at them, so that an accuracy of 1 has nothing above it. */
    private static Map<String, Object> scaled(String name, List<Series> series) {
        Map<String, Object> axis = axis("value", name, Map.of("scale", true, "nameGap", 44));
        long different = series.stream()
                .flatMap(s -> s.points().stream())
                .mapToDouble(point -> point[1])
                .distinct()
                .count();
        if (different == 1) {
            axis.put("max", "dataMax");
        }
        return axis;
    }

    private static Map<String, Object> markLine(List<Mark> marks) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (Mark mark : marks) {
            data.add(Map.of("xAxis", mark.x(), "label", Map.of("formatter", mark.text(), "position", "end")));
        }
        return Map.of(
                "symbol",
                "none",
                "silent",
                true,
                "lineStyle",
                Map.of("color", "#1c2733", "type", "dashed"),
                "label",
                Map.of("color", "#1c2733"),
                "data",
                data);
    }

    static Map<String, Object> base(List<String> names) {
        Map<String, Object> option = new LinkedHashMap<>();
        option.put("animation", false);
        option.put("color", COLOURS);
        option.put("textStyle", Map.of("fontFamily", "system-ui, sans-serif", "fontSize", 13));
        int lines = names.size() > 1 ? Math.min(linesOfLegend(names), MOST_LINES_OF_LEGEND) : 1;
        option.put("grid", Map.of("left", 72, "right", 30, "top", 28 + PIXELS_OF_A_LINE * lines, "bottom", 50));
        if (names.size() > 1) {
            boolean fits = linesOfLegend(names) <= MOST_LINES_OF_LEGEND;
            option.put("legend", Map.of("type", fits ? "plain" : "scroll", "data", names, "top", 0));
        }
        return option;
    }

    /** About how many lines names take on a page of usual width. */
    private static int linesOfLegend(List<String> names) {
        int pixels = names.stream()
                .mapToInt(name -> PIXELS_OF_A_SIGN + PIXELS_OF_A_LETTER * name.length())
                .sum();
        return 1 + pixels / PIXELS_OF_A_LEGEND;
    }

    /** An axis of names from the top, in one of several grids; of grids side by side the first alone shows them. */
    static Map<String, Object> names(List<String> names, int grid, boolean shown) {
        Map<String, Object> axis = new LinkedHashMap<>();
        axis.put("type", "category");
        axis.put("inverse", true);
        axis.put("data", names);
        axis.put("gridIndex", grid);
        axis.put("axisLabel", Map.of("show", shown));
        return axis;
    }

    static Map<String, Object> axis(String type, String name, Map<String, Object> more) {
        Map<String, Object> axis = new LinkedHashMap<>();
        axis.put("type", type);
        axis.put("name", name);
        axis.put("nameLocation", "middle");
        axis.put("nameGap", 32);
        axis.put("splitLine", Map.of("lineStyle", Map.of("color", LINE)));
        axis.putAll(more);
        return axis;
    }
}
