package org.unipelt.shell.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What is known of the terminal behind standard error. */
final class Terminal {
    static final int DEFAULT_WIDTH = 100;

    private static final int NARROWEST = 40;

    private Terminal() {}

    /**
     * Whether standard error shows on a terminal that can go back in a line. The JVM only knows of input and output
     * together, so that a result sent to a file would cost the progress bar; where the system tells of each stream, that
     * is asked.
     */
    static boolean isStandardErrorATerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        Path descriptor = Path.of("/proc/self/fd/2");
        try {
            return Files.isSymbolicLink(descriptor)
                    ? isTerminalDevice(Files.readSymbolicLink(descriptor).toString())
                    : System.console() != null;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isTerminalDevice(String target) {
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** Columns of the terminal: what the shell says, else what the system says, else a usual width. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        return columns == null ? parse(sizeByStty(), DEFAULT_WIDTH) : parse("0 " + columns, DEFAULT_WIDTH);
    }

    /** The columns in {@code "rows columns"}. */
    static int parse(String size, int fallback) {
        String[] parts = size.trim().split("\\s+");
        if (parts.length != 2 || !parts[1].matches("[1-9][0-9]{0,4}")) {
            return fallback;
        }
        return Math.max(NARROWEST, Integer.parseInt(parts[1]));
    }

    private static String sizeByStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            return size;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
