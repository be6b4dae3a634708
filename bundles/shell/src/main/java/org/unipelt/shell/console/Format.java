package org.unipelt.shell.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Format {
    private Format() {}

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A metric or a loss: four decimals. */
    public static String metric(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** A number with this many decimals. */
    public static String decimals(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A number with this many decimals and its unit; a dash where there is none. */
    public static String known(double value, int decimals, String unit) {
        return Double.isNaN(value) ? "-" : decimals(value, decimals) + unit;
    }

    /** A metric in percent, with its deviation where there is one: {@code 81.24 ± 1.02}. */
    public static String percent(double value, double deviation) {
        return known(100 * value, 2, "") + (Double.isNaN(deviation) ? "" : " ± " + decimals(100 * deviation, 2));
    }

    /** A learning rate: three digits that matter, {@code 0.0005}. */
    public static String rate(double value) {
        return new BigDecimal(value)
                .round(new MathContext(3, RoundingMode.HALF_UP))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The last part of a path: reports are passed on, and where things lie on a machine is nobody else's concern. */
    public static String lastName(String path) {
        Path last = Path.of(path).toAbsolutePath().normalize().getFileName();
        return last == null ? path : last.toString();
    }

    /** {@code 850 ms}, {@code 12.3 s}, {@code 4 min 05 s}. */
    public static String seconds(double seconds) {
        if (seconds < 1) {
            return Math.round(seconds * 1000) + " ms";
        }
        if (seconds < 99.95) {
            return decimals(seconds, 1) + " s";
        }
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
}
