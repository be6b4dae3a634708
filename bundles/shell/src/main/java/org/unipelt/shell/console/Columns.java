package org.unipelt.shell.console;

import java.util.List;
import java.util.regex.Pattern;

/** What is known of a table's columns from their cells. */
public final class Columns {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9,.]*( ?(%|x|s|ms|±.*))?|-|");

    private Columns() {}

    /** Whether a column has numbers alone, with a unit or a deviation, or dashes: such are set to the right. */
    public static boolean holdNumbers(List<List<String>> rows, int column) {
        return rows.stream().map(row -> row.get(column)).allMatch(NUMBER.asMatchPredicate());
    }
}
