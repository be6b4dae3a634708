package org.unipelt.checkpoints;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * Reads the sorted string table that TensorFlow took over from LevelDB: blocks of prefix-compressed keys with their values, an
 * index block that tells where the others lie, a footer that tells where the index lies.
 */
final class SortedTable {
    private static final int FOOTER = 48;
    private static final long MAGIC = 0xdb4775248b80fb57L;
    /** Behind each block: one byte for its compression, four for its checksum. */
    private static final int TRAILER = 5;

    private final FileView file;
    private final byte[] bytes;

    private SortedTable(FileView file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * All keys and values, in order.
     *
     * @throws org.unipelt.api.DataException if the file is no such table, or broken
     */
    static Map<String, byte[]> read(FileView file) {
        if (file.size() < FOOTER || file.size() > Integer.MAX_VALUE / 2) {
            throw file.broken("is no TensorFlow index: it is " + file.size() + " bytes long");
        }
        try {
            return new SortedTable(file, file.bytes(0, (int) file.size())).entries();
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw file.broken("is a broken TensorFlow index: a length in it points outside");
        }
    }

    private Map<String, byte[]> entries() {
        ByteBuffer footer = buffer(bytes.length - FOOTER, FOOTER);
        if (footer.getLong(FOOTER - Long.BYTES) != MAGIC) {
            throw file.broken("is no TensorFlow index: its last bytes are not those of one");
        }
        Handle.read(footer);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        forEach(
                block(Handle.read(footer)),
                (key, handle) -> forEach(
                        block(Handle.read(ByteBuffer.wrap(handle))),
                        (name, value) -> entries.put(new String(name, StandardCharsets.UTF_8), value)));
        return entries;
    }

    private ByteBuffer block(Handle handle) {
        ByteBuffer block = buffer(handle.offset(), handle.size());
        ByteBuffer trailer = buffer(handle.offset() + handle.size(), TRAILER);
        if (trailer.get() != 0) {
            throw file.broken("has compressed blocks, which TensorFlow does not write");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(buffer(handle.offset(), handle.size() + 1));
        if (masked(checksum) != trailer.getInt()) {
            throw file.broken("has a block whose checksum is wrong");
        }
        return block;
    }

    /** An entry is: bytes shared with the key before, bytes of its own, length of the value; the own bytes; the value. */
    private static void forEach(ByteBuffer block, BiConsumer<byte[], byte[]> entry) {
        int restarts = block.getInt(block.limit() - Integer.BYTES);
        block.limit(block.limit() - Integer.BYTES - Math.multiplyExact(restarts, Integer.BYTES));
        byte[] key = {};
        while (block.hasRemaining()) {
            int shared = size(block);
            int own = size(block);
            byte[] value = new byte[checked(size(block), block)];
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            next.write(key, 0, shared);
            byte[] rest = new byte[checked(own, block)];
            block.get(rest);
            next.writeBytes(rest);
            block.get(value);
            key = next.toByteArray();
            entry.accept(key, value);
        }
    }

    private ByteBuffer buffer(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int checked(int length, ByteBuffer in) {
        return Objects.checkFromToIndex(0, length, in.remaining()) + length;
    }

    private static int size(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (value < 0 || value > Integer.MAX_VALUE) {
                    throw new IndexOutOfBoundsException();
                }
                return (int) value;
            }
        }
        throw new IndexOutOfBoundsException();
    }

    /** TensorFlow stores checksums masked, so that a checksum of data that holds checksums stays a good one. */
    static int masked(CRC32C checksum) {
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }

    private record Handle(int offset, int size) {
        static Handle read(ByteBuffer in) {
            return new Handle(SortedTable.size(in), SortedTable.size(in));
        }
    }
}
