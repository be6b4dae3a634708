package org.unipelt.api.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Option;
import org.unipelt.api.options.OptionSchema;
import org.unipelt.api.options.Options;

/**
 * What a table's file does not say of itself.
 *
 * @param columns the columns' names in order, where the first line does not name them; else empty
 * @param encoding how its characters are written
 * @param pattern what a line looks like where the file is no table: a group for each of the columns
 * @param lists columns that hold several values each, and what stands between these where the file has no lists of its own
 */
@ProviderType
public record TableLayout(
        List<String> columns, Charset encoding, Optional<Pattern> pattern, Map<String, String> lists) {
    /** UTF-8, columns named by the file. */
    public static final TableLayout USUAL =
            new TableLayout(List.of(), StandardCharsets.UTF_8, Optional.empty(), Map.of());

    private static final String COLUMNS = "columns";
    private static final String ENCODING = "encoding";
    private static final String PATTERN = "pattern";
    private static final Map<String, String> LATIN = Map.of("latin-1", "ISO-8859-1");

    public TableLayout {
        columns = List.copyOf(columns);
        lists = Map.copyOf(lists);
    }

    /** A layout whose columns hold one value each. */
    public TableLayout(List<String> columns, Charset encoding, Optional<Pattern> pattern) {
        this(columns, encoding, pattern, Map.of());
    }

    /** The same with a column that holds several values. */
    public TableLayout withList(String column, String separator) {
        return new TableLayout(columns, encoding, pattern, Map.of(column, separator));
    }

    /** The keys that a task takes for the layout of its files. */
    public static OptionSchema options() {
        return OptionSchema.of(
                Option.list(COLUMNS, List.of(), "names of the columns, where the files' first line does not name them")
                        .withoutDefault(),
                Option.text(
                        ENCODING,
                        "utf-8",
                        "how the files' characters are written",
                        "utf-8",
                        "latin-1",
                        "windows-1252",
                        "utf-16",
                        "utf-16le",
                        "utf-16be"),
                Option.text(
                        PATTERN,
                        null,
                        "regular expression of a line, with a group for each of the columns; for files of any ending"));
    }

    /**
     * The layout that a user wants.
     *
     * @param options values of {@link #options}, among others
     * @param where what to name in an error, such as {@code task (classification)}
     * @throws ConfigurationException if columns and pattern do not fit
     */
    public static TableLayout of(Options options, String where) {
        List<String> columns = options.has(COLUMNS) ? options.list(COLUMNS) : List.of();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new ConfigurationException(
                        where, "'" + COLUMNS + "' names '" + column + "' twice", "Give each column a name of its own");
            }
        }
        String encoding = options.text(ENCODING);
        return new TableLayout(
                columns,
                Charset.forName(LATIN.getOrDefault(encoding, encoding)),
                options.optionalText(PATTERN).map(pattern -> compiled(pattern, columns, where)));
    }

    private static Pattern compiled(String text, List<String> columns, String where) {
        try {
            Pattern pattern = Pattern.compile(text, Pattern.DOTALL); // a line may hold what Unicode calls a line's end
            int groups = pattern.matcher("").groupCount();
            if (groups == 0 || groups != columns.size()) {
                throw new ConfigurationException(
                        where,
                        "'" + PATTERN + "' has " + groups + " groups, and '" + COLUMNS + "' names " + columns.size(),
                        "Put what is a column in (...), any other group in (?:...), and name each column");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new ConfigurationException(
                    where,
                    "'" + PATTERN + "' is no regular expression: " + e.getDescription() + " at character "
                            + (e.getIndex() + 1),
                    "Mend it; in JSON a backslash is written twice",
                    e);
        }
    }
}
