package org.unipelt.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.unipelt.api.DataException;

/**
 * The text of a file in one encoding, without a byte order mark. Unlike {@link java.io.InputStreamReader} it knows the line of
 * bytes that are not of it, and it stops at a row that is too long to be meant before the row fills the memory.
 */
final class EncodedReader extends Reader {
    /** Characters of a row at most. */
    static final int ROW_LIMIT = 10_000_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int BUFFER = 8192;

    private final TableFile file;
    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private boolean opened;
    private boolean started;
    private boolean ended;
    private int decodedLine = 1;
    private char lastDecoded;
    private int rowLine = 1;
    private long rowLength;

    EncodedReader(TableFile file, InputStream in, Charset charset) {
        this.file = file;
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
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
            if (!started) {
                checkStart();
                skipByteOrderMark();
                started = true;
            }
            countLines();
            return true;
        }
        if (result.isError()) {
            throw notOfThisEncoding(bytes.get(bytes.position()));
        }
        return !ended && readMore();
    }

    private boolean readMore() throws IOException {
        bytes.compact();
        int count = opened
                ? in.read(bytes.array(), bytes.position(), bytes.remaining())
                : in.readNBytes(bytes.array(), 0, BUFFER);
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
        ended = count < 0;
        if (!opened) {
            opened = true;
            checkByteOrderMark();
        }
        return true;
    }

    private void checkByteOrderMark() {
        byte[] start = Arrays.copyOf(bytes.array(), bytes.limit());
        Encodings.marked(start, decoder.charset()).ifPresent(encoding -> {
            throw file.problem(
                    "starts with the byte order mark of " + encoding.toUpperCase(Locale.ROOT) + " and is read as "
                            + word(),
                    remedy(encoding));
        });
    }

    /** Text of UTF-16 without a byte order mark is UTF-8 too, with a zero beside every letter. */
    private void checkStart() {
        for (int i = 0; i < Math.min(2, chars.remaining()); i++) {
            if (chars.get(chars.position() + i) == 0) {
                throw file.problem(
                        1, "there are zeros between the letters, as UTF-16 has them", remedy(Encodings.zeroAt(i)));
            }
        }
    }

    private DataException notOfThisEncoding(byte odd) {
        return file.problem(
                decodedLine,
                "there are bytes that are not " + word(),
                decoder.charset().equals(StandardCharsets.UTF_8)
                        ? remedy(Encodings.ofByte(odd))
                        : "Save the file as UTF-8 and leave \"encoding\" out, or write the encoding that it has");
    }

    private String word() {
        return Encodings.word(decoder.charset()).toUpperCase(Locale.ROOT);
    }

    private static String remedy(String encoding) {
        return "Write \"encoding\": \"" + encoding + "\" in the task, or save the file as UTF-8";
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
        if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
            chars.get();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
