package org.unipelt.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.data.TableReader.Row;
import org.unipelt.datasets.Records.Fields;

/** A table whose first record names the columns, which holds for CSV and TSV alike. */
final class HeaderedTable {
    private final TableFile file;
    private final Fields header;

    private HeaderedTable(TableFile file, Fields header) {
        this.file = file;
        this.header = header;
    }

    /** All rows behind the header. */
    static List<Row> read(TableFile file, Records records, List<String> required) throws IOException {
        Fields first = records.next();
        while (first != null && first.blank()) {
            first = records.next();
        }
        if (first == null) {
            throw file.problem("is empty", "Give it a header line and rows");
        }
        HeaderedTable table = new HeaderedTable(file, first);
        table.checkHeader(required);
        return table.rows(records);
    }

    private void checkHeader(List<String> required) {
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

    private List<Row> rows(Records records) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Fields fields = records.next(); fields != null; fields = records.next()) {
            // In a table of one column a blank line is an empty value; in all others it can be no row.
            if (!fields.blank() || header.values().size() == 1) {
                rows.add(row(fields));
            }
        }
        if (rows.isEmpty()) {
            throw file.problem("has a header and no rows", "Add rows below the header");
        }
        return Collections.unmodifiableList(rows);
    }

    private Row row(Fields fields) {
        List<String> columns = header.values();
        List<String> values = fields.values();
        if (values.size() != columns.size()) {
            throw file.problem(
                    fields.line(),
                    "the row has " + count(values.size()) + " and the header " + count(columns.size()) + " ("
                            + TableFile.clipped(String.join(", ", columns)) + ")",
                    "Give every row as many fields as the header; a separator inside a text must be quoted in .csv"
                            + " and cannot stand in .tsv");
        }
        Map<String, String> byColumn = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            byColumn.put(columns.get(i), values.get(i));
        }
        return new Row(fields.line(), Collections.unmodifiableMap(byColumn));
    }

    private static String count(int fields) {
        return fields == 1 ? "1 field" : fields + " fields";
    }
}
