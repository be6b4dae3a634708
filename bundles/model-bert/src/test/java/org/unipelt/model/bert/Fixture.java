package org.unipelt.model.bert;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.TensorData;

/** A tiny model with what the reference implementation computes for it. */
record Fixture(String name) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Map<String, Object> config() {
        try {
            return JSON.readValue(bytes("config.json"), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkpoint, heads included. */
    Map<String, TensorData> checkpoint() {
        Map<String, TensorData> all = tensors("model.safetensors");
        all.putAll(tensors("heads.safetensors"));
        return all;
    }

    Map<String, TensorData> tensors(String file) {
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

    private byte[] bytes(String file) throws IOException {
        try (InputStream in = Fixture.class.getResourceAsStream("/" + name + "/" + file)) {
            return in.readAllBytes();
        }
    }
}
