package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;

/** Writes a safetensors file, the same bytes for the same content: names sorted, float32 and int64 only. */
final class SafetensorsWriter {
    private static final int BUFFER = 1 << 16;
    private static final int ALIGNMENT = 8;

    private final WholeFiles files;

    SafetensorsWriter(WholeFiles files) {
        this.files = files;
    }

    /**
     * A tensor to write; its numbers are asked for when their turn comes, so that a large checkpoint is never in memory.
     *
     * @param integer whether it holds int64, else float32
     */
    record Tensor(Shape shape, boolean integer, Supplier<TensorData> values) {
        NumberFormat format() {
            return integer ? NumberFormat.I64 : NumberFormat.F32;
        }
    }

    /**
     * Writes the tensors.
     *
     * @param shown how messages name the file
     * @throws DataException if the file cannot be written, or a value is not a number
     */
    void write(Path file, String shown, SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
        byte[] header = header(tensors, metadata);
        files.write(file, shown, out -> {
            ByteBuffer length = buffer(Long.BYTES).putLong(header.length);
            out.write(length.array());
            out.write(header);
            for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
                TensorData values = tensor.getValue().values().get();
                checkShape(tensor, values);
                if (values.integer()) {
                    write(values.longs(), out);
                } else {
                    FiniteNumbers.check(values.floats(), shown, tensor.getKey());
                    write(values.floats(), out);
                }
            }
        });
    }

    private static void checkShape(Map.Entry<String, Tensor> tensor, TensorData values) {
        if (!values.shape().equals(tensor.getValue().shape())
                || values.integer() != tensor.getValue().integer()) {
            throw new IllegalArgumentException(tensor.getKey() + " gives other values than it announced");
        }
    }

    private static byte[] header(SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            tree.put("__metadata__", new TreeMap<>(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            NumberFormat format = tensor.getValue().format();
            Shape shape = tensor.getValue().shape();
            long end = offset + shape.size() * format.bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", format.name());
            entry.put("shape", shape.asArray());
            entry.put("data_offsets", List.of(offset, end));
            tree.put(tensor.getKey(), entry);
            offset = end;
        }
        return aligned(Json.write(tree));
    }

    /** Padded with spaces so that the numbers behind it begin at a multiple of 8. */
    private static byte[] aligned(byte[] json) {
        byte[] padded = new byte[(json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }

    private static void write(float[] values, OutputStream out) throws IOException {
        ByteBuffer buffer = buffer(BUFFER);
        int step = BUFFER / Float.BYTES;
        for (int at = 0; at < values.length; at += step) {
            int count = Math.min(step, values.length - at);
            buffer.asFloatBuffer().put(values, at, count);
            out.write(buffer.array(), 0, count * Float.BYTES);
        }
    }

    private static void write(long[] values, OutputStream out) throws IOException {
        ByteBuffer buffer = buffer(BUFFER);
        int step = BUFFER / Long.BYTES;
        for (int at = 0; at < values.length; at += step) {
            int count = Math.min(step, values.length - at);
            buffer.asLongBuffer().put(values, at, count);
            out.write(buffer.array(), 0, count * Long.BYTES);
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
