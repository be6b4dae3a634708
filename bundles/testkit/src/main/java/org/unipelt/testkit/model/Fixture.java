package org.unipelt.testkit.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** A tiny model among a test's resources with what the reference implementation computes for it. */
public record Fixture(String name) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** config.json. */
    public Map<String, Object> config() {
        try {
            return JSON.readValue(bytes("config.json"), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkpoint, heads included. */
    public Map<String, TensorData> checkpoint() {
        Map<String, TensorData> all = tensors("model.safetensors");
        if (resource("heads.safetensors") != null) {
            all.putAll(tensors("heads.safetensors"));
        }
        return all;
    }

    /** The tensors of a safetensors file. */
    public Map<String, TensorData> tensors(String file) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(buffer.getLong())];
            buffer.get(header);
            ByteBuffer data = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            JSON.readTree(header).properties().forEach(entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.put(entry.getKey(), tensor(entry.getValue(), data));
                }
            });
            return tensors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TensorData tensor(JsonNode entry, ByteBuffer data) {
        Shape shape = Shape.of(JSON.convertValue(entry.get("shape"), long[].class));
        int offset = entry.get("data_offsets").get(0).asInt();
        int size = Math.toIntExact(shape.size());
        if (entry.get("dtype").asText().equals("I64")) {
            long[] values = new long[size];
            data.duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(offset)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(values);
            return TensorData.of(shape, values);
        }
        float[] values = new float[size];
        data.duplicate()
                .position(offset)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return TensorData.of(shape, values);
    }

    /** The text of a file. */
    public String text(String file) {
        try {
            return new String(bytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URL resource(String file) {
        return Fixture.class.getResource("/" + name + "/" + file);
    }

    private byte[] bytes(String file) throws IOException {
        try (InputStream in = resource(file).openStream()) {
            return in.readAllBytes();
        }
    }
}
