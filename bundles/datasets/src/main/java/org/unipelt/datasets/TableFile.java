package org.unipelt.datasets;

import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.api.options.Nearest;

/**
 * The file that is being read, which every error names.
 *
 * @param name the path as it was given
 */
record TableFile(String name) {
    private static final int SHOWN = 200;

    /** An error of the file as a whole. */
    DataException problem(String reason, String remedy) {
        return new DataException(name, reason, remedy);
    }

    /** An error of the file as a whole, with what caused it. */
    DataException problem(String reason, String remedy, Throwable cause) {
        return new DataException(name, reason, remedy, cause);
    }

    /** An error of one line, counted from 1. */
    DataException problem(int line, String reason, String remedy) {
        return problem(line, reason, remedy, null);
    }

    /** An error of one line, counted from 1, with what caused it. */
    DataException problem(int line, String reason, String remedy, Throwable cause) {
        return new DataException(name + ", line " + line, reason, remedy, cause);
    }

    /** A column that is asked for and not there. */
    DataException missingColumn(int line, String column, List<String> columns, String hint) {
        return problem(line, missing(column), known(column, columns, hint));
    }

    /** A column that is asked for and not there in the file as a whole. */
    DataException missingColumn(String column, List<String> columns, String hint) {
        return problem(missing(column), known(column, columns, hint));
    }

    private static String missing(String column) {
        return "there is no column '" + column + "'";
    }

    private static String known(String column, List<String> columns, String hint) {
        String nearest = Nearest.to(column, columns)
                .map(c -> "Did you mean '" + c + "'? ")
                .orElse("");
        return nearest + hint + clipped(String.join(", ", columns));
    }

    /** Text that is short enough for a message. */
    static String clipped(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
