package org.unipelt.api.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Reads tables with named columns: CSV, TSV (without quoting, as GLUE writes it) and JSON lines, told by the file's ending. */
@ProviderType
public interface TableReader {

    /**
     * All rows of a file.
     *
     * @param file ends in .csv, .tsv, .jsonl or .ndjson; UTF-8
     * @param required columns that every row must have
     * @throws org.unipelt.api.DataException on a missing or empty file, an ending that is not known, a missing column (names
     *     the nearest), a row that does not fit, or bytes that are not UTF-8: with file and line
     */
    List<Row> read(Path file, List<String> required);

    /**
     * A row.
     *
     * @param line the line of the file where it starts, from 1
     * @param values by column name
     */
    @ProviderType
    record Row(int line, Map<String, String> values) {}
}
