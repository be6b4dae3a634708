package org.unipelt.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Records of comma-separated text (RFC 4180): a quoted field may hold commas, doubled quotes and line ends. */
final class CsvRecords implements Records {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).build();

    private final TableFile file;
    private final EncodedReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;

    CsvRecords(TableFile file, EncodedReader text) throws IOException {
        this.file = file;
        this.text = text;
        this.parser = new CSVParser(text, FORMAT);
        this.records = parser.iterator();
    }

    @Override
    public Fields next() {
        int line = Math.toIntExact(parser.getCurrentLineNumber()) + 1;
        text.startRow(line);
        try {
            return records.hasNext() ? new Fields(line, records.next().toList()) : null;
        } catch (UncheckedIOException e) {
            throw file.problem(
                    line,
                    "a field that starts with a quote does not end with one, or more text stands behind it",
                    "Close the quote, and write a quote within a quoted field twice",
                    e);
        }
    }
}
