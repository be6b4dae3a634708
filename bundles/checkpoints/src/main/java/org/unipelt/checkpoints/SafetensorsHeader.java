package org.unipelt.checkpoints;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;

/**
 * Where the tensors of a safetensors file lie: 8 bytes for the header's length, the header in JSON, the numbers. Every claim of
 * the header is checked before any of it is used, for such files come from strangers.
 *
 * @param tensors by name, in the header's order
 */
record SafetensorsHeader(Map<String, Entry> tensors) {
    private static final int LENGTH_BYTES = 8;
    private static final long LONGEST = 100_000_000;
    private static final String METADATA = "__metadata__";
    private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

    /**
     * One tensor.
     *
     * @param offset its first byte in the file
     */
    record Entry(NumberFormat format, Shape shape, long offset) {
        long bytes() {
            return shape.size() * format.bytes();
        }
    }

    /**
     * Reads and checks the header.
     *
     * @throws DataException if anything about it is wrong: names the tensor
     */
    static SafetensorsHeader read(FileView file) {
        long length = headerLength(file);
        byte[] header = file.bytes(LENGTH_BYTES, (int) length);
        if (length == 0 || header[0] != '{') {
            throw file.broken("its header is not a JSON object, so this is no safetensors file");
        }
        Map<String, Object> tree = Json.object(header, file.shown() + ", header", "Copy or download the file again");
        long start = LENGTH_BYTES + length;
        Map<String, Entry> tensors = new LinkedHashMap<>();
        tree.forEach((name, value) -> {
            if (name.equals(METADATA)) {
                checkMetadata(file, value);
            } else {
                tensors.put(name, new EntryReader(file, name, start).read(value));
            }
        });
        checkCover(file, tensors, start);
        return new SafetensorsHeader(tensors);
    }

    private static long headerLength(FileView file) {
        if (file.size() < LENGTH_BYTES) {
            throw file.broken("is " + file.size() + " bytes long, too short for a safetensors file");
        }
        long length = ByteBuffer.wrap(file.bytes(0, LENGTH_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 0 || length > LONGEST) {
            throw file.broken("claims a header of " + Long.toUnsignedString(length) + " bytes; at most " + LONGEST
                    + " are read, so this is no safetensors file");
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw file.broken("claims a header of " + length + " bytes but has only " + file.size()
                    + " bytes in all: it was cut off");
        }
        return length;
    }

    private static void checkMetadata(FileView file, Object metadata) {
        if (!(metadata instanceof Map<?, ?> map) || !map.values().stream().allMatch(String.class::isInstance)) {
            throw file.broken("its " + METADATA + " is not an object of texts");
        }
    }

    /** No two tensors may share a byte, and no byte may belong to none: such places could hide anything. */
    private static void checkCover(FileView file, Map<String, Entry> tensors, long start) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(tensors.entrySet());
        byPlace.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> t) -> t.getValue().offset())
                .thenComparingLong(t -> t.getValue().bytes()));
        long end = start;
        for (Map.Entry<String, Entry> tensor : byPlace) {
            long offset = tensor.getValue().offset();
            if (offset != end) {
                throw file.broken("tensor '" + tensor.getKey() + "' "
                        + (offset < end ? "overlaps the tensor before it" : "has unused bytes before it"));
            }
            end = offset + tensor.getValue().bytes();
        }
        if (end != file.size()) {
            throw file.broken("has " + (file.size() - end) + " bytes behind its last tensor");
        }
    }

    private record EntryReader(FileView file, String name, long start) {
        Entry read(Object raw) {
            if (!(raw instanceof Map<?, ?> map) || !map.keySet().equals(KEYS)) {
                throw broken("is not described by dtype, shape and data_offsets");
            }
            NumberFormat format = format(map.get("dtype"));
            Shape shape = shape(map.get("shape"));
            long begin = offset(map.get("data_offsets"), 0);
            long end = offset(map.get("data_offsets"), 1);
            if (begin < 0 || end < begin || end > file.size() - start) {
                throw broken("claims bytes " + begin + " to " + end + ", of " + (file.size() - start)
                        + " that the file has");
            }
            if (bytes(shape, format) != end - begin) {
                throw broken("has shape " + shape + " of " + format + " but " + (end - begin) + " bytes");
            }
            return new Entry(format, shape, start + begin);
        }

        private NumberFormat format(Object raw) {
            for (NumberFormat format : NumberFormat.values()) {
                if (format.name().equals(raw)) {
                    return format;
                }
            }
            throw new DataException(
                    file.shown(),
                    "tensor '" + name + "' has the number format " + raw + ", which is not supported",
                    "Save it as F32, F16 or BF16");
        }

        private Shape shape(Object raw) {
            if (!(raw instanceof List<?> list)) {
                throw broken("has a shape that is not a list");
            }
            return Shape.of(list.stream()
                    .mapToLong(size -> nonNegative(size, "a size in its shape"))
                    .toArray());
        }

        private long offset(Object raw, int index) {
            if (!(raw instanceof List<?> list) || list.size() != 2) {
                throw broken("has data_offsets that are not two numbers");
            }
            return nonNegative(list.get(index), "an offset");
        }

        private long nonNegative(Object raw, String what) {
            if ((raw instanceof Integer || raw instanceof Long) && ((Number) raw).longValue() >= 0) {
                return ((Number) raw).longValue();
            }
            throw broken("has " + what + " that is no whole number from 0 to 2^63: " + raw);
        }

        private long bytes(Shape shape, NumberFormat format) {
            try {
                long product = format.bytes();
                for (long size : shape.asArray()) {
                    product = Math.multiplyExact(product, size);
                }
                return product;
            } catch (ArithmeticException e) {
                throw broken("has the impossible shape " + shape);
            }
        }

        private DataException broken(String reason) {
            return file.broken("tensor '" + name + "' " + reason);
        }
    }
}
