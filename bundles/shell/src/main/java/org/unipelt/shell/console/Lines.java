package org.unipelt.shell.console;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/**
 * Lines of a stream in strict UTF-8. Each line is decoded by itself, so that lines before a broken one are answered and the
 * broken one is named.
 */
public final class Lines implements AutoCloseable {
    private static final int AT_ONCE = 1024;

    private final InputStream in;
    private final String name;
    private int number;
    private DataException broken;

    /**
     * Reads a stream, and closes it when closed.
     *
     * @param name what to name in errors
     */
    public Lines(InputStream in, String name) {
        this.in = new BufferedInputStream(in);
        this.name = name;
    }

    /** What errors name. */
    public String name() {
        return name;
    }

    /** The number of the last line that was read, from 1. */
    public int number() {
        return number;
    }

    /**
     * The next lines: at least one, then as many as are there without waiting, so that a person or a program that writes
     * one line gets its answer. Empty at the end of the stream.
     *
     * @throws DataException on bytes that are not UTF-8, once the lines before them have been given
     */
    public List<String> next(int atMost) {
        if (broken != null) {
            throw broken;
        }
        List<String> lines = new ArrayList<>();
        try {
            do {
                byte[] bytes = bytes();
                if (bytes == null) {
                    break;
                }
                number++;
                lines.add(decode(bytes));
            } while (lines.size() < atMost && in.available() > 0);
        } catch (IOException e) {
            throw new DataException(
                    name, "it cannot be read: " + Failures.reason(e), "Check the file and its permissions", e);
        } catch (DataException e) {
            if (lines.isEmpty()) {
                throw e;
            }
            broken = e;
        }
        return lines;
    }

    /** All lines that are left. */
    public List<String> rest() {
        List<String> all = new ArrayList<>();
        for (List<String> some = next(AT_ONCE); !some.isEmpty(); some = next(AT_ONCE)) {
            all.addAll(some);
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte[] bytes() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = first; b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toByteArray();
    }

    private String decode(byte[] bytes) {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (number == 1 && line.startsWith("\uFEFF")) {
                line = line.substring(1);
            }
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (CharacterCodingException e) {
            throw new DataException(name + ", line " + number, "the bytes are not UTF-8", "Save the text as UTF-8", e);
        }
    }
}
