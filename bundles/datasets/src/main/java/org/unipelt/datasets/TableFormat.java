package org.unipelt.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unipelt.api.data.TableReader.Row;

/** The formats, each known by its endings. */
enum TableFormat {
    /** Comma-separated with quotes (RFC 4180) and a header line. */
    CSV(".csv") {
        @Override
        List<Row> read(TableFile file, Utf8Reader text, List<String> required) throws IOException {
            return HeaderedTable.read(file, new CsvRecords(file, text), required);
        }
    },
    /** Tab-separated without any quoting, as GLUE writes it, and a header line. */
    TSV(".tsv") {
        @Override
        List<Row> read(TableFile file, Utf8Reader text, List<String> required) throws IOException {
            return HeaderedTable.read(file, new TsvRecords(text), required);
        }
    },
    /** One JSON object a line. */
    JSON_LINES(".jsonl", ".ndjson") {
        @Override
        List<Row> read(TableFile file, Utf8Reader text, List<String> required) throws IOException {
            return new JsonLines(file).read(text, required);
        }
    };

    private final List<String> endings;

    TableFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** All rows of the text. */
    abstract List<Row> read(TableFile file, Utf8Reader text, List<String> required) throws IOException;

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
