package org.unipelt.shell.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.unipelt.shell.console.Columns;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextFile;

/**
 * A report as one HTML file that opens anywhere without a network: style, data and Apache ECharts are in it. Texts are
 * escaped; every figure of a plot that matters should stand in a table too.
 */
public final class Page {
    /** Where the WebJar keeps the script; the pom names the same version. */
    static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final String title;
    private final String subtitle;
    private final StringBuilder body = new StringBuilder();
    private final List<Map<String, Object>> charts = new ArrayList<>();

    /** A page with a head line and a line below it. */
    public Page(String title, String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /** Adds a heading. */
    public Page heading(String text) {
        body.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    /** Adds a heading below one. */
    Page subheading(String text) {
        body.append("<h3>").append(escape(text)).append("</h3>\n");
        return this;
    }

    /** Adds a paragraph. */
    public Page paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Adds a row of key figures: what each is, and its value. */
    public Page figures(Map<String, String> figures) {
        body.append("<div class=\"figures\">\n");
        figures.forEach((name, value) -> body.append("<div><b>")
                .append(escape(value))
                .append("</b><span>")
                .append(escape(name))
                .append("</span></div>\n"));
        body.append("</div>\n");
        return this;
    }

    /** Adds a table; columns that hold numbers are set to the right. */
    public Page table(List<String> titles, List<List<String>> rows) {
        return table(titles, rows, (row, column) -> false);
    }

    /**
     * Adds a table; columns that hold numbers are set to the right.
     *
     * @param strong which cells stand out, by row and column
     */
    Page table(List<String> titles, List<List<String>> rows, BiPredicate<Integer, Integer> strong) {
        body.append("<div class=\"card\">");
        addTable(titles, rows, strong);
        body.append("</div>\n");
        return this;
    }

    /** Adds the figures of the plot before as a table that opens when it is asked for. */
    Page details(List<String> titles, List<List<String>> rows) {
        body.append("<details class=\"card\"><summary>The figures</summary>");
        addTable(titles, rows, (row, column) -> false);
        body.append("</details>\n");
        return this;
    }

    private void addTable(List<String> titles, List<List<String>> rows, BiPredicate<Integer, Integer> strong) {
        List<Boolean> numbers = IntStream.range(0, titles.size())
                .mapToObj(column -> Columns.holdNumbers(rows, column))
                .toList();
        body.append("<table>\n<thead><tr>");
        for (int column = 0; column < titles.size(); column++) {
            addCell("th scope=\"col\"", numbers.get(column) ? "n" : "", titles.get(column));
        }
        body.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < rows.size(); row++) {
            body.append("<tr>");
            for (int column = 0; column < titles.size(); column++) {
                String style = (numbers.get(column) ? "n" : "") + (strong.test(row, column) ? " strong" : "");
                boolean name = column == 0 && !numbers.get(0);
                addCell(
                        name ? "th scope=\"row\"" : "td",
                        style.strip(),
                        rows.get(row).get(column));
            }
            body.append("</tr>\n");
        }
        body.append("</tbody></table>");
    }

    /** @param element its name, and attributes if there are any */
    private void addCell(String element, String style, String text) {
        body.append('<').append(element);
        if (!style.isEmpty()) {
            body.append(" class=\"").append(style).append('"');
        }
        body.append('>').append(escape(text)).append("</").append(element, 0, 2).append('>');
    }

    /**
     * Adds a plot.
     *
     * @param caption what it shows and how to read it
     * @param option an ECharts option
     * @param height in pixels
     */
    public Page chart(String heading, String caption, Map<String, Object> option, int height) {
        body.append("<figure class=\"card\"><h3>")
                .append(escape(heading))
                .append("</h3><div class=\"chart\" role=\"img\" aria-label=\"")
                .append(escape(heading + ". " + caption))
                .append("\" style=\"height:")
                .append(height)
                .append("px\"></div><figcaption>")
                .append(escape(caption))
                .append("</figcaption></figure>\n");
        charts.add(option);
        return this;
    }

    /**
     * Writes the page; what was there is replaced only when everything is written.
     *
     * @throws org.unipelt.api.DataException if the file cannot be written
     */
    public void write(Path file) {
        TextFile.write(file, html());
    }

    private String html() {
        Map<String, String> parts = Map.of(
                "title", escape(title),
                "subtitle", escape(subtitle),
                "body", body.toString(),
                "charts", scriptSafe(Json.line(charts)),
                "echarts", resource(ECHARTS));
        // one pass, so that nothing in the parts is taken for a place to fill
        return PLACE.matcher(resource("page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private static String resource(String name) {
        try (InputStream stream = Page.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the bundle lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** JSON that can stand in a script element: nothing in it can end the element. */
    static String scriptSafe(String json) {
        return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }
}
