package org.unipelt.shell.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unipelt.shell.console.Format;

/**
 * Two bars for each composition, side by side: its score, with a dot for each single run, and its size on a logarithmic axis. As an
 * ECharts option.
 *
 * @param scoreName what the score is
 * @param sizeName what is counted
 * @param entries from the top
 */
public record ScoresAndSizes(String scoreName, String sizeName, List<Entry> entries) {
    /**
     * A composition.
     *
     * @param score the mean over its runs, from 0 to 1
     * @param runs the score of each
     */
    public record Entry(String name, double score, List<Double> runs, long size) {}

    /** The option. */
    public Map<String, Object> option() {
        Map<String, Object> option = Charts.base(List.of());
        option.put("tooltip", Map.of("trigger", "item"));
        option.put(
                "grid",
                List.of(
                        Map.of("left", 110, "top", 40, "bottom", 45, "width", "38%"),
                        Map.of("left", "62%", "top", 40, "bottom", 45, "right", 95)));
        option.put(
                "xAxis",
                List.of(
                        Charts.axis("value", scoreName, Map.of("min", 0, "gridIndex", 0, "nameGap", 28)),
                        Charts.axis("log", sizeName, Map.of("min", 1000, "gridIndex", 1, "nameGap", 28))));
        List<String> names = entries.stream().map(Entry::name).toList();
        option.put("yAxis", List.of(Charts.names(names, 0, true), Charts.names(names, 1, false)));
        List<Object> scores = new ArrayList<>();
        List<Object> sizes = new ArrayList<>();
        List<Object> dots = new ArrayList<>();
        for (Entry entry : entries) {
            String colour = Charts.COLOURS.get(scores.size() % Charts.COLOURS.size());
            scores.add(bar(entry.score(), inside(Format.decimals(entry.score(), 3)), colour));
            sizes.add(bar(entry.size(), beside(Format.count(entry.size())), colour));
            entry.runs().forEach(run -> dots.add(List.of(run, entry.name())));
        }
        option.put("series", List.of(bars(scoreName, scores, 0), bars(sizeName, sizes, 1), singleRuns(dots)));
        return option;
    }

    private static Map<String, Object> bars(String name, List<Object> data, int grid) {
        return Map.of(
                "name", name, "type", "bar", "barWidth", "60%", "data", data, "xAxisIndex", grid, "yAxisIndex", grid);
    }

    private static Map<String, Object> bar(Number value, Map<String, Object> label, String colour) {
        return Map.of(
                "value", value,
                "itemStyle", Map.of("color", colour, "borderRadius", List.of(0, 3, 3, 0)),
                "label", label);
    }

    private static Map<String, Object> singleRuns(List<Object> dots) {
        return Map.of(
                "name",
                "single runs",
                "type",
                "scatter",
                "symbolSize",
                7,
                "itemStyle",
                Map.of("color", "#1c2733", "opacity", 0.75),
                "data",
                dots);
    }

    /** Where dots lie about the end of a bar, its figure stands at its beginning. */
    private static Map<String, Object> inside(String text) {
        return Map.of("show", true, "position", "insideLeft", "formatter", text, "color", "#fff", "fontWeight", "bold");
    }

    private static Map<String, Object> beside(String text) {
        return Map.of("show", true, "position", "right", "formatter", text);
    }
}
