package org.unipelt.datasets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.data.TableReader.Row;

/** Columns that hold several values each. */
final class Lists {
    private Lists() {}

    /**
     * The row with such columns' values taken apart, where the file has no lists of its own.
     *
     * @param separators by column
     */
    static Row split(Row row, Map<String, String> separators) {
        Map<String, String> values = new LinkedHashMap<>(row.values());
        Map<String, List<String>> lists = new LinkedHashMap<>(row.lists());
        separators.forEach((column, separator) -> {
            String value = values.remove(column);
            if (value != null) {
                lists.put(
                        column,
                        cleaned(Stream.of(value.split(Pattern.quote(separator))).toList()));
            }
        });
        return new Row(row.line(), Collections.unmodifiableMap(values), Collections.unmodifiableMap(lists));
    }

    /** Values without what is empty, and without space around them. */
    static List<String> cleaned(List<String> values) {
        return values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
