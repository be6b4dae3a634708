package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** The texts in the header of a safetensors file: 8 bytes of length, little endian, then JSON. */
final class Header {
    private static final long LONGEST = 100_000_000;

    private Header() {}

    static Map<String, String> metadata(Path file, ObjectMapper json) {
        try (InputStream in = Files.newInputStream(file);
                DataInputStream data = new DataInputStream(in)) {
            long length = Long.reverseBytes(data.readLong());
            if (length < 0 || length > LONGEST) {
                throw new DataException(
                        file.toString(), "its header would be " + length + " bytes long", "Get it again");
            }
            JsonNode metadata = json.readTree(data.readNBytes((int) length)).path("__metadata__");
            Map<String, String> texts = new TreeMap<>();
            metadata.properties()
                    .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
            return texts;
        } catch (IOException e) {
            throw new DataException(
                    file.toString(), "its header cannot be read: " + Failures.reason(e), "Get it again", e);
        }
    }
}
