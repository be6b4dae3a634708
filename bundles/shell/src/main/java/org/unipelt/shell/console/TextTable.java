package org.unipelt.shell.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table in plain text: columns two spaces apart, numbers to the right. */
public final class TextTable {
    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these column titles. */
    public TextTable(String... titles) {
        this.titles = List.of(titles);
    }

    /** Adds a row: as many cells as there are titles. */
    public TextTable row(Object... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    /** Writes title line and rows. */
    public void print(PrintWriter writer) {
        int[] widths = new int[titles.size()];
        boolean[] numeric = new boolean[titles.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] = Math.max(
                    length(titles.get(c)),
                    rows.stream().mapToInt(r -> length(r.get(column))).max().orElse(0));
            numeric[c] = Columns.holdNumbers(rows, c);
        }
        writer.println(line(titles, widths, numeric));
        rows.forEach(row -> writer.println(line(row, widths, numeric)));
        writer.flush();
    }

    private static String line(List<String> cells, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - length(cells.get(c)));
            line.append(numeric[c] ? padding + cells.get(c) : cells.get(c) + padding)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
