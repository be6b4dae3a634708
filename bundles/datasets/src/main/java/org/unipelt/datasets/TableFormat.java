package org.unipelt.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unipelt.api.data.TableLayout;
import org.unipelt.api.data.TableReader.Row;

/** The formats, each known by its endings. */
enum TableFormat {
    /** Comma-separated with quotes (RFC 4180). */
    CSV(".csv") {
        @Override
        List<Row> read(TableFile file, EncodedReader text, TableLayout layout, List<String> required)
                throws IOException {
            return DelimitedTable.read(file, new CsvRecords(file, text), layout, required);
        }
    },
    /** Tab-separated without any quoting, as GLUE writes it. */
    TSV(".tsv") {
        @Override
        List<Row> read(TableFile file, EncodedReader text, TableLayout layout, List<String> required)
                throws IOException {
            return DelimitedTable.read(file, new TsvRecords(text), layout, required);
        }
    },
    /** One JSON object a line. */
    JSON_LINES(".jsonl", ".ndjson") {
        @Override
        List<Row> read(TableFile file, EncodedReader text, TableLayout layout, List<String> required)
                throws IOException {
            if (!layout.columns().isEmpty()) {
                throw file.problem("names its columns in every line, as JSON does", "Leave 'columns' out");
            }
            return new JsonLines(file, layout.lists().keySet()).read(text, required);
        }
    };

    private final List<String> endings;

    TableFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** All rows of the text. */
    abstract List<Row> read(TableFile file, EncodedReader text, TableLayout layout, List<String> required)
            throws IOException;

    /** The format that a file's ending tells. */
    static Optional<TableFormat> of(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst();
    }

    /** All endings that are known. */
    static String endings() {
        return Arrays.stream(values())
                .flatMap(format -> format.endings.stream())
                .collect(Collectors.joining(", "));
    }
}
