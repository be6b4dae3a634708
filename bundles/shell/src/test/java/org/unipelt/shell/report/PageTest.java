package org.unipelt.shell.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.DataException;

class PageTest {
    @TempDir
    Path folder;

    @Test
    void textsCannotBecomeMarkup() throws IOException {
        String evil = "<script>alert(1)</script> {{charts}} $1 & \"quoted\"";
        Path file = folder.resolve("page.html");
        new Page("Title", evil)
                .heading(evil)
                .table(List.of("A"), List.of(List.of(evil)))
                .chart(evil, evil, Map.of("title", evil), 100)
                .write(file);
        String html = Files.readString(file);
        assertFalse(html.contains("<script>alert"));
        assertTrue(
                html.contains("<h2>&lt;script&gt;alert(1)&lt;/script&gt; {{charts}} $1 &amp; &quot;quoted&quot;</h2>"));
        assertEquals(2, html.split("</script>", -1).length - 1, "the page's own two scripts only");
    }

    @Test
    void columnsOfNumbersAreSetToTheRightAndChosenCellsStandOut() throws IOException {
        Path file = folder.resolve("page.html");
        new Page("Title", "")
                .table(
                        List.of("Name", "Score", "None"),
                        List.of(List.of("7 of 9", "81.24 ± 1.02", "-"), List.of("lora", "-", "-")),
                        (row, column) -> row == 0 && column < 2)
                .write(file);
        String html = Files.readString(file);
        assertTrue(html.contains("<tr><th scope=\"col\">Name</th><th scope=\"col\" class=\"n\">Score</th>"));
        assertTrue(html.contains(
                "<tr><th scope=\"row\" class=\"strong\">7 of 9</th><td class=\"n strong\">81.24 ± 1.02</td>"));
        assertTrue(html.contains("<tr><th scope=\"row\">lora</th><td class=\"n\">-</td>"));
    }

    @Test
    void theScriptOfTheChartsEndsNoElement() {
        assertEquals("\\u003c/script>\\u2028", Page.scriptSafe("</script>\u2028"));
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldOneAndNothingElse() throws IOException {
        Path file = Files.createDirectories(folder.resolve("report.html").resolve("inside"));
        assertThrows(DataException.class, () -> new Page("T", "s").write(file.getParent()));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }
}
