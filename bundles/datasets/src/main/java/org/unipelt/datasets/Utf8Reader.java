package org.unipelt.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of a UTF-8 file, without a byte order mark. Unlike {@link java.io.InputStreamReader} it knows the line of bytes
 * that are not UTF-8, and it stops at a row that is too long to be meant before the row fills the memory.
 */
final class Utf8Reader extends Reader {
    /** Characters of a row at most. */
    static final int ROW_LIMIT = 10_000_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int BUFFER = 8192;

    private final TableFile file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private boolean started;
    private boolean ended;
    private int decodedLine = 1;
    private char lastDecoded;
    private int rowLine = 1;
    private long rowLength;

    Utf8Reader(TableFile file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Tells that a row is read from here on; what a caller has buffered is not counted to it. */
    void startRow(int line) {
        rowLine = line;
        rowLength = 0;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!chars.hasRemaining()) {
            if (!decodeMore()) {
                return -1;
            }
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        rowLength += count;
        if (rowLength > ROW_LIMIT) {
            throw file.problem(
                    rowLine,
                    "the row is longer than " + ROW_LIMIT / 1_000_000 + " million characters",
                    "Split the text, or look for a missing line end or closing quote");
        }
        return count;
    }

    /** Decodes what is buffered, or reads more bytes where nothing is; false at the end. */
    private boolean decodeMore() throws IOException {
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, ended);
        chars.flip();
        if (chars.hasRemaining()) {
            countLines();
            skipByteOrderMark();
            return true;
        }
        if (result.isError()) {
            throw file.problem(
                    decodedLine,
                    "there are bytes that are not UTF-8",
                    "Save the file as UTF-8; an export may call it 'Unicode (UTF-8)'");
        }
        return !ended && readMore();
    }

    private boolean readMore() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
        ended = count < 0;
        return true;
    }

    private void countLines() {
        for (int i = chars.position(); i < chars.limit(); i++) {
            char c = chars.get(i);
            if (c == '\r' || c == '\n' && lastDecoded != '\r') {
                decodedLine++;
            }
            lastDecoded = c;
        }
    }

    private void skipByteOrderMark() {
        if (!started && chars.get(chars.position()) == BYTE_ORDER_MARK) {
            chars.get();
        }
        started = true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
