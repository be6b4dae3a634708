package org.unipelt.shell.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.pack.GateReport;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.testing.TestPacks;

class GateSectionTest {
    @TempDir
    Path folder;

    @Test
    void oneMapIsByLayerAndOneByClass() throws Exception {
        List<?> charts = charts(html(new TestPacks().report));
        assertEquals(2, charts.size());
        assertEquals(List.of("encoder.layer.0", "encoder.layer.1"), rows(charts.get(0)));
        assertEquals(
                List.of(List.of(0.0, 0.0, 0.4), List.of(1.0, 0.0, 0.6), List.of(0.0, 1.0, 0.5), List.of(1.0, 1.0, 0.5)),
                cells(charts.get(0)));
        assertEquals(List.of("long", "short"), rows(charts.get(1)));
        assertEquals(
                List.of(
                        List.of(0.0, 0.0, 0.45),
                        List.of(1.0, 0.0, 0.55),
                        List.of(0.0, 1.0, 0.25),
                        List.of(1.0, 1.0, 0.75)),
                cells(charts.get(1)));
    }

    @Test
    void theFiguresStandInTablesToo() throws Exception {
        String html = html(new TestPacks().report);
        assertTrue(
                html.contains(
                        "<td>adapter.ffn_block</td><td class=\"n\">0.600</td><td class=\"n\">0.100</td><td class=\"n\">0.900</td>"));
        assertTrue(
                html.contains("<th scope=\"row\">short</th><td class=\"n\">0.250</td><td class=\"n\">0.750</td></tr>"));
        int gates = 4;
        int classes = 2;
        assertEquals(gates + classes, html.split("<td class=\"n\">0.[0-9]+</td></tr>").length - 1);
    }

    @Test
    void withoutClassesThereIsOneMap() throws Exception {
        GateReport whole = new GateReport(16, GateSection.overAllClasses(new TestPacks().report));
        assertEquals(1, charts(html(whole)).size());
    }

    private String html(GateReport report) throws Exception {
        Page page = new Page("Gates", "");
        GateSection.addTo(page, report);
        Path file = folder.resolve("gates.html");
        page.write(file);
        return Files.readString(file);
    }

    private static List<?> charts(String html) {
        String begin = "const options = ";
        int start = html.lastIndexOf(begin) + begin.length();
        return (List<?>)
                Json.parse(html.substring(start, html.indexOf(";\n", start))).orElseThrow();
    }

    private static Object rows(Object chart) {
        return ((Map<?, ?>) ((Map<?, ?>) chart).get("yAxis")).get("data");
    }

    private static List<?> cells(Object chart) {
        Map<?, ?> series = (Map<?, ?>) ((List<?>) ((Map<?, ?>) chart).get("series")).get(0);
        return ((List<?>) series.get("data"))
                .stream().map(cell -> ((Map<?, ?>) cell).get("value")).toList();
    }
}
