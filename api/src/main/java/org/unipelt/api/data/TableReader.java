package org.unipelt.api.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads tables with named columns: CSV, TSV (without quoting, as GLUE writes it) and JSON lines, told by the file's ending; and
 * lines of any form, by a pattern.
 */
@ProviderType
public interface TableReader {

    /**
     * All rows of a file.
     *
     * @param file ends in .csv, .tsv, .jsonl or .ndjson, where the layout has no pattern
     * @param layout what the file does not say of itself
     * @param required columns that every row must have
     * @throws org.unipelt.api.DataException on a missing or empty file, an ending that is not known, a missing column (names
     *     the nearest), a row that does not fit, or bytes that are not of the encoding (names the one that would do): with file
     *     and line
     */
    List<Row> read(Path file, TableLayout layout, List<String> required);

    /** All rows of a file in UTF-8 that names its columns. */
    default List<Row> read(Path file, List<String> required) {
        return read(file, TableLayout.USUAL, required);
    }

    /**
     * A row.
     *
     * @param line the line of the file where it starts, from 1
     * @param values by column name, of those that were asked for
     * @param lists by column name, those of columns that hold several ({@link TableLayout#lists}), which have no value beside;
     *     without what is empty, and without space around
     */
    @ProviderType
    record Row(int line, Map<String, String> values, Map<String, List<String>> lists) {
        /** A row of columns that hold one value each. */
        public Row(int line, Map<String, String> values) {
            this(line, values, Map.of());
        }
    }
}
