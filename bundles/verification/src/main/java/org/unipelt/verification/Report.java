package org.unipelt.verification;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a verification found.
 *
 * @param tolerance the largest absolute difference that passes; where a tensor's values are large, 1e-5 of the largest of them
 *     passes too. A composition's gradients pass up to this share of the tensor's largest value, or of {@link #SMALL} where
 *     that is larger: a gradient that is 0 but for rounding has no scale of its own
 * @param lines what was compared: failures first, larger differences first
 * @param known files and tensors that need no comparison, each with the reason where there is one; sorted
 * @param notUnderstood files, tensors and keys that were not compared, each with the reason
 * @param refused why nothing was compared: the folder holds what is not supported; empty as a rule
 */
@ProviderType
public record Report(
        double tolerance, List<Line> lines, List<String> known, List<String> notUnderstood, String refused) {
    /** The smallest value that a gradient's difference is held against. */
    public static final double SMALL = 0.01;

    private static final Comparator<Line> ORDER = Comparator.comparing(Line::within)
            .thenComparing(Comparator.comparingDouble(Line::difference).reversed())
            .thenComparing(Line::name);

    public Report {
        lines = lines.stream().sorted(ORDER).toList();
        known = known.stream().sorted().toList();
        notUnderstood = List.copyOf(notUnderstood);
    }

    /** A report of what was not refused. */
    public Report(double tolerance, List<Line> lines, List<String> known, List<String> notUnderstood) {
        this(tolerance, lines, known, notUnderstood, "");
    }

    /**
     * One comparison.
     *
     * @param name the tensor, or what of a file was compared
     * @param difference the largest absolute difference, NaN or infinite where values or shapes cannot be subtracted; for
     *     texts the number of rows that differ
     * @param within whether it passes
     * @param detail what else to know; empty as a rule
     */
    @ProviderType
    public record Line(String name, double difference, boolean within, String detail) {}

    /** How many comparisons failed. */
    public long failures() {
        return lines.stream().filter(line -> !line.within()).count();
    }

    /**
     * 0 if all agrees; 1 if a difference is over the tolerance; 2 if nothing is, but not everything was understood, or the
     * folder was refused.
     */
    public int exitCode() {
        if (failures() > 0) {
            return 1;
        }
        return refused.isEmpty() && notUnderstood.isEmpty() && !lines.isEmpty() ? 0 : 2;
    }

    /** The report as a table, with a summary as its last line; one line where the folder was refused. */
    public String text() {
        if (!refused.isEmpty()) {
            return "refused: " + refused;
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-6s %12s  %s%n", "", "difference", "compared"));
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-6s %12.3g  %s%s%n",
                    line.within() ? "ok" : "FAILED",
                    line.difference(),
                    line.name(),
                    line.detail().isEmpty() ? "" : " (" + line.detail() + ")"));
        }
        known.forEach(file -> text.append("not compared: ").append(file).append(System.lineSeparator()));
        notUnderstood.forEach(
                thing -> text.append("NOT UNDERSTOOD: ").append(thing).append(System.lineSeparator()));
        return text.append(String.format(
                        Locale.ROOT,
                        "%d compared, %d over the tolerance of %.3g, %d not understood",
                        lines.size(),
                        failures(),
                        tolerance,
                        notUnderstood.size()))
                .toString();
    }
}
