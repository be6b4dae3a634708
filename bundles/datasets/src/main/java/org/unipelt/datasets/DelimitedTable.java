package org.unipelt.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader.Row;
import org.unipelt.datasets.Records.Fields;

/** A table of records whose columns the first record or the user's layout names. */
final class DelimitedTable {
    private final TableFile file;
    private final List<String> columns;
    private final String named;
    private final Set<String> required;

    /**
     * A table.
     *
     * @param named what names the columns, for messages: {@code the header}
     * @param required the columns whose values are kept
     */
    private DelimitedTable(TableFile file, List<String> columns, String named, List<String> required) {
        this.file = file;
        this.columns = columns;
        this.named = named;
        this.required = Set.copyOf(required);
    }

    /** All rows behind the header, or all where the layout names the columns. */
    static List<Row> read(TableFile file, Records records, TableLayout layout, List<String> required)
            throws IOException {
        return layout.columns().isEmpty() ? headed(file, records, required) : headless(file, records, layout, required);
    }

    private static List<Row> headed(TableFile file, Records records, List<String> required) throws IOException {
        Fields header = records.next();
        while (header != null && header.blank()) {
            header = records.next();
        }
        if (header == null) {
            throw file.problem("is empty", "Give it a header line and rows");
        }
        checkHeader(file, header, required);
        List<Row> rows = new DelimitedTable(file, header.values(), "the header", required).rows(records, first -> {});
        if (rows.isEmpty()) {
            throw file.problem("has a header and no rows", "Add rows below the header");
        }
        return rows;
    }

    private static void checkHeader(TableFile file, Fields header, List<String> required) {
        Set<String> seen = new HashSet<>();
        for (String column : header.values()) {
            if (!seen.add(column)) {
                throw file.problem(
                        header.line(),
                        "the header names the column '" + TableFile.clipped(column) + "' twice",
                        "Rename or remove one of both");
            }
        }
        for (String column : required) {
            if (!seen.contains(column)) {
                throw file.missingColumn(
                        header.line(), column, header.values(), "The first line names the columns, and it has: ");
            }
        }
    }

    private static List<Row> headless(TableFile file, Records records, TableLayout layout, List<String> required)
            throws IOException {
        List<String> columns = layout.columns();
        for (String column : required) {
            if (!columns.contains(column)) {
                throw file.missingColumn(column, columns, "'columns' names: ");
            }
        }
        List<Row> rows = new DelimitedTable(file, columns, "'columns'", required).rows(records, first -> {
            // what a pattern reads has no header: there a line may well be a column's name
            if (layout.pattern().isEmpty() && columns.equals(first.values())) {
                throw file.problem(
                        first.line(),
                        "the line names the columns, and so does 'columns'",
                        "Leave 'columns' out, or remove the line");
            }
        });
        if (rows.isEmpty()) {
            throw file.problem("is empty", "Give it rows");
        }
        return rows;
    }

    /** @param first looks at the first of them */
    private List<Row> rows(Records records, Consumer<Fields> first) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Fields fields = records.next(); fields != null; fields = records.next()) {
            // In a table of one column a blank line is an empty value; in all others it can be no row.
            if (!fields.blank() || columns.size() == 1) {
                if (rows.isEmpty()) {
                    first.accept(fields);
                }
                rows.add(row(fields));
            }
        }
        return Collections.unmodifiableList(rows);
    }

    private Row row(Fields fields) {
        List<String> values = fields.values();
        if (values.size() != columns.size()) {
            throw file.problem(
                    fields.line(),
                    "the row has " + count(values.size()) + " and " + named + " " + count(columns.size()) + " ("
                            + TableFile.clipped(String.join(", ", columns)) + ")",
                    "Give every row as many fields as " + named
                            + "; a separator inside a text must be quoted in .csv and cannot stand in .tsv");
        }
        Map<String, String> byColumn = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (required.contains(columns.get(i))) {
                byColumn.put(columns.get(i), values.get(i));
            }
        }
        return new Row(fields.line(), Collections.unmodifiableMap(byColumn));
    }

    private static String count(int fields) {
        return fields == 1 ? "1 field" : fields + " fields";
    }
}
