package org.unipelt.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.ModelFiles;

/** JSON objects in and out, in UTF-8, keys in order, no key twice. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    /**
     * Reads an object.
     *
     * @param what the thing to name in the message: a file, a part of one
     * @param remedy what to do if it is broken
     * @throws DataException if it is not a JSON object
     */
    static Map<String, Object> object(byte[] utf8, String what, String remedy) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (!text.stripLeading().startsWith("{")) {
                throw new DataException(what, "is not a JSON object", remedy);
            }
            return MAPPER.readValue(text, OBJECT);
        } catch (CharacterCodingException e) {
            throw new DataException(what, "is not UTF-8 text", remedy, e);
        } catch (JsonProcessingException e) {
            throw new DataException(what, "is not valid JSON: " + reason(e), remedy, e);
        }
    }

    /**
     * Reads a model's file that holds an object.
     *
     * @throws DataException if it cannot be read or is not a JSON object
     */
    static Map<String, Object> object(ModelFiles files, String name, String model) {
        String what = model + "/" + name;
        try (InputStream in = files.open(name)) {
            return object(in.readAllBytes(), what, "Mend it, or copy the model again");
        } catch (IOException e) {
            throw new DataException(what, "cannot be read: " + Failures.reason(e), "Check the file and try again", e);
        }
    }

    /** Jackson adds where it began to read, in words that help nobody here. */
    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
        return e.getLocation() == null
                ? reason
                : reason + " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    static byte[] write(Map<String, ?> object) {
        return write(object, false);
    }

    static byte[] writeIndented(Map<String, ?> object) {
        return write(object, true);
    }

    private static byte[] write(Map<String, ?> object, boolean indented) {
        try {
            return (indented ? MAPPER.writer(SerializationFeature.INDENT_OUTPUT) : MAPPER.writer())
                    .writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
