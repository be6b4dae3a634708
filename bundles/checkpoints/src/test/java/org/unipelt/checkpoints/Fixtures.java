package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.unipelt.api.model.ModelFiles;

/** Files to test with: small real models, and files made byte by byte. */
final class Fixtures {
    private static final List<String> TINY_BERT =
            List.of("config.json", "model.safetensors", "vocab.txt", "tokenizer.json", "tokenizer_config.json");

    private Fixtures() {}

    /** A complete directory as Python's transformers saves one: 2 layers of 32, names without prefix, a buffer among them. */
    static Path tinyBert(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : TINY_BERT) {
            Files.write(directory.resolve(name), resource("tiny-bert-no-prefix/" + name));
        }
        return directory;
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** A safetensors file of any header, right or wrong. */
    static Path safetensors(Path file, String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(
                file,
                littleEndian(8 + json.length + data.length)
                        .putLong(json.length)
                        .put(json)
                        .put(data)
                        .array());
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = littleEndian(4 * values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** The same files, but only as streams: as a bundle gives them. */
    static ModelFiles streamed(Path directory) {
        PathFiles files = PathFiles.of(directory);
        return new ModelFiles() {
            @Override
            public Set<String> names() {
                return files.names();
            }

            @Override
            public InputStream open(String name) throws IOException {
                return files.open(name);
            }
        };
    }

    /** What a folder holds, at any depth. */
    static List<String> contents(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder))
                    .map(path -> PathFiles.name(folder, path))
                    .sorted()
                    .toList();
        }
    }
}
