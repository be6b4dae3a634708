package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;
import org.unipelt.api.model.TensorData;

class CheckpointsTest {
    private final SafetensorsFiles tensors = new SafetensorsFiles();

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void createModel() throws IOException {
        model = Files.createDirectory(folder.resolve("m"));
    }

    @Test
    void opensWhatPythonSavedWithoutItsBuffers() throws IOException {
        Fixtures.tinyBert(model);
        Map<String, TensorData> all = tensors.read(model.resolve("model.safetensors"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(all.size() - 1, checkpoint.names().size());
            assertFalse(checkpoint.names().contains("embeddings.position_ids"));
            for (String name : checkpoint.names()) {
                assertEquals(all.get(name).shape(), checkpoint.shape(name));
                assertArrayEquals(all.get(name).floats(), checkpoint.read(name, false));
            }
        }
    }

    @Test
    void givesTheSameFromStreams() throws IOException {
        Fixtures.tinyBert(model);
        String name = "encoder.layer.1.output.dense.weight";
        try (Checkpoint onDisk = open();
                Checkpoint streamed = Checkpoints.open("m", Fixtures.streamed(model))) {
            assertEquals(onDisk.names(), streamed.names());
            assertArrayEquals(onDisk.read(name, true), streamed.read(name, true));
        }
    }

    @Test
    void turnsMatrixOnRequest() {
        int out = 70;
        int in = 33;
        float[] values = new float[out * in];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        write("model.safetensors", Map.of("w", TensorData.of(Shape.of(out, in), values)));

        try (Checkpoint checkpoint = open()) {
            assertEquals(Shape.of(out, in), checkpoint.shape("w"));
            float[] turned = checkpoint.read("w", true);
            for (int row = 0; row < out; row++) {
                for (int column = 0; column < in; column++) {
                    assertEquals(values[row * in + column], turned[column * out + row]);
                }
            }
        }
    }

    @Test
    void normsOfOldCheckpointsGetTodaysNames() {
        write(
                "model.safetensors",
                Map.of("bert.embeddings.LayerNorm.gamma", one(1), "bert.embeddings.LayerNorm.beta", one(2)));

        try (Checkpoint checkpoint = open()) {
            assertEquals(
                    Set.of("bert.embeddings.LayerNorm.weight", "bert.embeddings.LayerNorm.bias"), checkpoint.names());
            assertArrayEquals(new float[] {1}, checkpoint.read("bert.embeddings.LayerNorm.weight", false));
        }
    }

    @Test
    void refusesTensorUnderBothNames() {
        write("model.safetensors", Map.of("x.LayerNorm.gamma", one(1), "x.LayerNorm.weight", one(2)));

        assertMessage(this::open, "holds the tensor 'x.LayerNorm.weight' twice");
    }

    @Test
    void readsShards() throws IOException {
        write("model-1.safetensors", Map.of("a", one(1), "b", one(2)));
        write("model-2.safetensors", Map.of("c", one(3)));
        index(
                "{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-1.safetensors\",\"c\":\"model-2.safetensors\"}}");

        try (Checkpoint checkpoint = open()) {
            assertEquals(Set.of("a", "b", "c"), checkpoint.names());
            assertArrayEquals(new float[] {3}, checkpoint.read("c", false));
        }
    }

    @Test
    void refusesIndexThatDoesNotMatchItsShards() throws IOException {
        write("model-1.safetensors", Map.of("a", one(1)));
        write("model-2.safetensors", Map.of("a", one(2), "b", one(2)));

        index("{}");
        assertMessage(this::open, "m/model.safetensors.index.json: has no weight_map");
        index("{\"weight_map\":{\"a\":\"../model-1.safetensors\"}}");
        assertMessage(this::open, "says that 'a' is in ../model-1.safetensors, which is missing");
        index("{\"weight_map\":{\"z\":\"model-1.safetensors\"}}");
        assertMessage(this::open, "says that 'z' is in model-1.safetensors, which has no such tensor");
        index("{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
        assertMessage(this::open, "holds the tensor 'a' twice");
    }

    @Test
    void refusesValuesThatAreNoNumbers() throws IOException {
        Fixtures.safetensors(
                model.resolve("model.safetensors"),
                "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                Fixtures.littleEndian(8).putDouble(1e300).array());

        try (Checkpoint checkpoint = open()) {
            assertMessage(() -> checkpoint.read("w", false), "m: tensor 'w' has the value Infinity at place 0");
        }
    }

    @Test
    void namesTensorThatIsMissing() {
        write("model.safetensors", Map.of("pooler.dense.bias", one(1)));

        try (Checkpoint checkpoint = open()) {
            assertMessage(() -> checkpoint.shape("pooler.dense.bais"), "Did you mean 'pooler.dense.bias'?");
        }
    }

    @Test
    void closedCheckpointSaysSo() {
        write("model.safetensors", Map.of("w", one(1)));
        Checkpoint checkpoint = open();
        checkpoint.close();

        assertMessage(() -> checkpoint.read("w", false), "it was closed");
    }

    @Test
    void pickledWeightsAloneAreRefusedWithTheRemedy() throws IOException {
        Files.write(model.resolve("pytorch_model.bin"), new byte[] {1});

        assertMessage(this::open, "m: has its weights as pytorch_model.bin only", "safe_serialization=True");
    }

    @Test
    void noWeightsAtAllAreNamed() {
        assertMessage(this::open, "m: has no weights", "Put model.safetensors");
    }

    private Checkpoint open() {
        return Checkpoints.open("m", PathFiles.of(model));
    }

    private void write(String file, Map<String, TensorData> content) {
        tensors.write(model.resolve(file), content, Map.of());
    }

    private void index(String json) throws IOException {
        Files.writeString(model.resolve("model.safetensors.index.json"), json);
    }

    private static TensorData one(float value) {
        return TensorData.of(Shape.of(1), new float[] {value});
    }

    private static void assertMessage(Executable call, String... parts) {
        String message = assertThrows(DataException.class, call).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
