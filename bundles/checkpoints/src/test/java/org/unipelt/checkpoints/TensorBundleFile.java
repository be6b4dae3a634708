package org.unipelt.checkpoints;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Writes small TensorFlow checkpoints: blocks of two entries, so that there are several, with shared key prefixes. */
final class TensorBundleFile {
    private static final int ENTRIES_IN_BLOCK = 2;

    private final SortedMap<String, byte[]> entries = new TreeMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    TensorBundleFile() throws IOException {
        entries.put("", message(out -> out.writeInt32(1, 1)));
    }

    TensorBundleFile variable(String name, float[] values, long... sizes) throws IOException {
        return variable(name, 1, Fixtures.floats(values), sizes);
    }

    TensorBundleFile variable(String name, int type, byte[] bytes, long... sizes) throws IOException {
        int offset = data.size();
        data.writeBytes(bytes);
        entries.put(name, message(out -> {
            out.writeEnum(1, type);
            out.writeBytes(2, ByteString.copyFrom(shape(sizes)));
            out.writeInt64(4, offset);
            out.writeInt64(5, bytes.length);
            out.writeFixed32(6, checksum(bytes));
        }));
        return this;
    }

    /** Writes STEM.index and STEM.data-00000-of-00001. */
    void write(Path stem) throws IOException {
        Files.createDirectories(stem.getParent());
        Files.write(stem.resolveSibling(stem.getFileName() + ".index"), index());
        Files.write(stem.resolveSibling(stem.getFileName() + ".data-00000-of-00001"), data.toByteArray());
    }

    byte[] index() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SortedMap<String, byte[]> handles = new TreeMap<>();
        List<Map.Entry<String, byte[]>> all = new ArrayList<>(entries.entrySet());
        for (int from = 0; from < all.size(); from += ENTRIES_IN_BLOCK) {
            List<Map.Entry<String, byte[]>> some = all.subList(from, Math.min(from + ENTRIES_IN_BLOCK, all.size()));
            handles.put(some.get(some.size() - 1).getKey(), block(file, some));
        }
        byte[] meta = block(file, List.of());
        byte[] index = block(file, List.copyOf(handles.entrySet()));
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        footer.writeBytes(meta);
        footer.writeBytes(index);
        footer.writeBytes(new byte[40 - footer.size()]);
        footer.writeBytes(Fixtures.littleEndian(8).putLong(0xdb4775248b80fb57L).array());
        file.writeBytes(footer.toByteArray());
        return file.toByteArray();
    }

    /** Appends a block; returns its place as two varints. */
    private static byte[] block(ByteArrayOutputStream file, List<Map.Entry<String, byte[]>> entries)
            throws IOException {
        byte[] content = message(out -> {
            String before = "";
            for (Map.Entry<String, byte[]> entry : entries) {
                int shared = shared(before, entry.getKey());
                byte[] own = entry.getKey().substring(shared).getBytes(StandardCharsets.UTF_8);
                out.writeUInt32NoTag(shared);
                out.writeUInt32NoTag(own.length);
                out.writeUInt32NoTag(entry.getValue().length);
                out.writeRawBytes(own);
                out.writeRawBytes(entry.getValue());
                before = entry.getKey();
            }
            out.writeFixed32NoTag(0);
            out.writeFixed32NoTag(1);
        });
        int offset = file.size();
        byte[] withType = Arrays.copyOf(content, content.length + 1);
        file.writeBytes(withType);
        file.writeBytes(Fixtures.littleEndian(4).putInt(checksum(withType)).array());
        return message(out -> {
            out.writeUInt64NoTag(offset);
            out.writeUInt64NoTag(content.length);
        });
    }

    private static int shared(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    private static byte[] shape(long... sizes) throws IOException {
        return message(out -> {
            for (long size : sizes) {
                out.writeBytes(2, ByteString.copyFrom(message(dimension -> dimension.writeInt64(1, size))));
            }
        });
    }

    /** As LevelDB defines it: rotated right by 15 bits, plus a constant. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return (int) ((value >> 15 | value << 17) + 0xa282ead8L);
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(buffer);
        content.write(out);
        out.flush();
        return buffer.toByteArray();
    }

    @FunctionalInterface
    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }
}
