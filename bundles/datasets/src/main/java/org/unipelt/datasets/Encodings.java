package org.unipelt.datasets;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What the bytes of a file say of their encoding, in the words that users write. */
final class Encodings {
    private static final int MARK = 3;

    private Encodings() {}

    /**
     * The encoding that the byte order mark at a file's start tells, where it is another one than it is read in.
     *
     * @param start the first bytes
     */
    static Optional<String> marked(byte[] start, Charset read) {
        String marked = mark(start);
        boolean fits = marked.isEmpty()
                || read.name().equalsIgnoreCase(marked)
                || marked.startsWith("utf-16") && read.equals(StandardCharsets.UTF_16);
        return fits ? Optional.empty() : Optional.of(marked.startsWith("utf-16") ? "utf-16" : marked);
    }

    private static String mark(byte[] start) {
        int first = start.length > 1 ? (start[0] & 0xFF) << 8 | start[1] & 0xFF : 0;
        return switch (first) {
            case 0xFFFE -> "utf-16le";
            case 0xFEFF -> "utf-16be";
            case 0xEFBB -> start.length >= MARK && (start[2] & 0xFF) == 0xBF ? "utf-8" : "";
            default -> "";
        };
    }

    /**
     * The encoding of a text that has a zero where it is read byte by byte: of UTF-16 every second byte is one.
     *
     * @param place where the zero stands, from 0
     */
    static String zeroAt(int place) {
        return place % 2 == 0 ? "utf-16be" : "utf-16le";
    }

    /** The encoding that a byte which is not UTF-8 is likely of: the places where Latin-1 has no letters are Windows' own. */
    static String ofByte(byte odd) {
        int value = odd & 0xFF;
        return value >= 0x80 && value < 0xA0 ? "windows-1252" : "latin-1";
    }

    /** A charset in the words that users write. */
    static String word(Charset charset) {
        return charset.equals(StandardCharsets.ISO_8859_1)
                ? "latin-1"
                : charset.name().toLowerCase(Locale.ROOT);
    }
}
