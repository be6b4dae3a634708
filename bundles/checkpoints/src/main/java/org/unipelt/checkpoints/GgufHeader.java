package org.unipelt.checkpoints;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/**
 * The beginning of a GGUF file, as llama.cpp writes it, version 2 or 3.
 *
 * @param metadata numbers, texts and lists by key
 * @param tensors where each tensor lies, by llama.cpp's names
 */
record GgufHeader(Map<String, Object> metadata, Map<String, Entry> tensors) {
    private static final int MAGIC = 0x46554747;
    private static final int MOST = 10_000_000;
    /** A value that is several. */
    private static final int LIST = 9;

    /**
     * A tensor.
     *
     * @param shape as Hugging Face has it: [out, in]
     * @param type llama.cpp's number of its format
     * @param offset its place in the file
     */
    record Entry(Shape shape, int type, long offset) {}

    static GgufHeader read(FileView file) {
        try (Reader reader = new Reader(file)) {
            return reader.header();
        } catch (EOFException e) {
            throw file.broken("ends within its header");
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    /** Reads on from the start. */
    private static final class Reader implements AutoCloseable {
        private final FileView file;
        private final InputStream in;
        private long place;

        Reader(FileView file) {
            this.file = file;
            in = new BufferedInputStream(file.stream(), 1 << 16);
        }

        GgufHeader header() throws IOException {
            int version = integer() == MAGIC ? integer() : 0;
            if (version < 2 || version > 3) {
                throw file.broken("is no GGUF file of version 2 or 3");
            }
            int tensorCount = count();
            int keys = count();
            Map<String, Object> metadata = new LinkedHashMap<>();
            for (int i = 0; i < keys; i++) {
                metadata.put(text(), value(integer()));
            }
            Map<String, Entry> tensors = new LinkedHashMap<>();
            for (int i = 0; i < tensorCount; i++) {
                String name = text();
                tensors.put(name, new Entry(shape(), integer(), number()));
            }
            long alignment = metadata.get("general.alignment") instanceof Number given ? given.longValue() : 32;
            if (alignment < 1 || alignment > MOST) {
                throw file.broken("has an impossible alignment, " + alignment);
            }
            long start = (place + alignment - 1) / alignment * alignment;
            tensors.replaceAll((name, entry) -> new Entry(entry.shape(), entry.type(), start + entry.offset()));
            return new GgufHeader(metadata, tensors);
        }

        private Shape shape() throws IOException {
            int dimensions = integer();
            if (dimensions < 1 || dimensions > 4) {
                throw file.broken("has a tensor of " + dimensions + " dimensions");
            }
            long[] sizes = new long[dimensions];
            for (int i = dimensions - 1; i >= 0; i--) { // the fastest one stands first
                sizes[i] = number();
                if (sizes[i] < 1 || sizes[i] > Integer.MAX_VALUE) {
                    throw file.broken("has a tensor of an impossible size, " + sizes[i]);
                }
            }
            return Shape.of(sizes);
        }

        private Object value(int type) throws IOException {
            return switch (type) {
                case 0 -> bytes(1).get() & 0xff;
                case 1 -> (int) bytes(1).get();
                case 2 -> bytes(2).getShort() & 0xffff;
                case 3 -> (int) bytes(2).getShort();
                case 4 -> integer() & 0xffffffffL;
                case 5 -> integer();
                case 6 -> (double) bytes(4).getFloat();
                case 7 -> bytes(1).get() != 0;
                case 8 -> text();
                case LIST -> list();
                case 10, 11 -> number();
                case 12 -> bytes(8).getDouble();
                default -> throw file.broken("has a value of type " + type + ", which is not known");
            };
        }

        private List<Object> list() throws IOException {
            int type = integer();
            if (type == LIST) { // no writer makes any, and a deep one would end the stack
                throw file.broken("has a list of lists");
            }
            int count = count();
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(value(type));
            }
            return values;
        }

        private String text() throws IOException {
            return new String(bytes(count()).array(), StandardCharsets.UTF_8);
        }

        private int count() throws IOException {
            long count = number();
            if (count < 0 || count > MOST || count > file.size()) {
                throw file.broken("counts " + count + " of something in its header");
            }
            return (int) count;
        }

        private int integer() throws IOException {
            return bytes(4).getInt();
        }

        private long number() throws IOException {
            return bytes(8).getLong();
        }

        private ByteBuffer bytes(int length) throws IOException {
            byte[] read = in.readNBytes(length);
            if (read.length < length) {
                throw new EOFException();
            }
            place += length;
            return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void close() throws IOException {
            // the stream's end would close the file, which is read on
        }
    }
}
