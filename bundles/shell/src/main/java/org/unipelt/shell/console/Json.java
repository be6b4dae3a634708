package org.unipelt.shell.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.Failures;

/** JSON that is read strictly: a key given twice is an error, and so is anything behind the value. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new NumberOrNull())
                    .addSerializer(Double.TYPE, new NumberOrNull()))
            .build();

    /** JSON has no word for what is no number: null says that there is none. */
    private static final class NumberOrNull extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        }
    }

    private Json() {}

    /**
     * The object in a file.
     *
     * @param file the file, also what errors name
     * @throws ConfigurationException if there is no such file or it is not one JSON object: names line and column
     */
    public static Map<String, Object> readObject(Path file) {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new ConfigurationException(
                    file.toString(),
                    Files.isDirectory(file) ? "this is a folder" : "there is no such file",
                    "Name a JSON file");
        }
        try {
            JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new ConfigurationException(
                        file.toString(), "this is not a JSON object", "Write {\"base\": ..., ...}");
            }
            return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(
                    file.toString(), place(e.getLocation()) + firstLine(e), "Mend the JSON there", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    file.toString(),
                    "it cannot be read: " + Failures.reason(e),
                    "Check the file and its permissions",
                    e);
        }
    }

    /** The value that a text holds, where the text is JSON. */
    public static Optional<Object> parse(String text) {
        try {
            return Optional.ofNullable(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A value in one line. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON value: " + value, e);
        }
    }

    /** A value over several lines, indented. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON value: " + value, e);
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("broken JSON");
    }
}
