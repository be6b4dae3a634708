package org.unipelt.interchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** JSON objects in files. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    /** @throws DataException if there is no such file, or it holds no JSON object */
    static Map<String, Object> read(Path file) {
        try {
            Map<String, Object> object = MAPPER.readValue(Files.readString(file), OBJECT);
            if (object == null) {
                throw broken(file, "it is not a JSON object", null);
            }
            return object;
        } catch (JsonProcessingException e) {
            throw broken(file, "it is not a JSON object: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw broken(file, "it cannot be read (" + Failures.reason(e) + ")", e);
        }
    }

    static void write(Path file, Map<String, ?> object) throws IOException {
        Files.write(file, MAPPER.writeValueAsBytes(object));
    }

    /** On one line, for messages. */
    static String line(Map<String, ?> object) {
        try {
            return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static DataException broken(Path file, String reason, Exception cause) {
        return new DataException(file.toString(), reason, "Save the adapter again, or copy the file anew", cause);
    }
}
