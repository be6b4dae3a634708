package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.unipelt.api.DataException;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
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

    @ParameterizedTest
    @CsvSource({
        "3, 5, 0, 5",
        "70, 33, 0, 33",
        "70, 33, 11, 11",
        "700, 900, 300, 300",
        "2, 300000, 7, 5",
        "1, 600000, 0, 600000"
    })
    void readsColumnsStraightIntoMemoryEitherWayRound(int out, int in, int first, int columns) {
        write("model.safetensors", Map.of("w", TensorData.of(Shape.of(out, in), ramp(out * in))));

        try (Checkpoint checkpoint = open()) {
            assertArrayEquals(
                    columns(ramp(out * in), in, first, columns), into(checkpoint, false, first, columns, out));
            float[] turned = turned(ramp(out * in), out, in);
            int half = (out + 1) / 2;
            assertArrayEquals(columns(turned, out, out - half, half), into(checkpoint, true, out - half, half, in));
        }
    }

    @Test
    void readsColumnsOfAKernelThatTheFileHoldsTurned() throws IOException {
        new TensorBundleFile()
                .variable("bert/a/kernel", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .write(model.resolve("bert"));

        try (Checkpoint checkpoint = open()) {
            float[] into = new float[4];
            checkpoint.read("bert.a.weight", true, 1, 2, DataBuffers.of(into, false, false));
            assertArrayEquals(new float[] {2, 3, 5, 6}, into);
            float[] all = new float[6];
            checkpoint.read("bert.a.weight", false, 0, 2, DataBuffers.of(all, false, false));
            assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, all);
        }
    }

    @Test
    void readsARangeOfAVector() {
        write("model.safetensors", Map.of("b", TensorData.of(Shape.of(6), ramp(6))));

        try (Checkpoint checkpoint = open()) {
            float[] into = new float[2];
            checkpoint.read("b", false, 2, 2, DataBuffers.of(into, false, false));
            assertArrayEquals(new float[] {2, 3}, into);
        }
    }

    @Test
    void refusesColumnsThatATensorDoesNotHave() {
        write("model.safetensors", Map.of("w", TensorData.of(Shape.of(2, 3), ramp(6))));

        try (Checkpoint checkpoint = open()) {
            FloatDataBuffer into = DataBuffers.ofFloats(6);
            assertThrows(IndexOutOfBoundsException.class, () -> checkpoint.read("w", false, 2, 2, into));
            assertThrows(IndexOutOfBoundsException.class, () -> checkpoint.read("w", true, 0, 3, into));
        }
    }

    @ParameterizedTest
    @CsvSource({"F64, 8", "F32, 4", "F16, 2", "BF16, 2"})
    void everyNumberFormatOfWeightsBecomesFloat32(String format, int bytes) throws IOException {
        ByteBuffer data = Fixtures.littleEndian(2 * bytes);
        for (float value : new float[] {1, -2.5f}) {
            switch (format) {
                case "F64" -> data.putDouble(value);
                case "F32" -> data.putFloat(value);
                case "F16" -> data.putShort((short) (value == 1 ? 0x3c00 : 0xc100));
                default -> data.putShort((short) (Float.floatToIntBits(value) >> 16));
            }
        }
        Fixtures.safetensors(
                model.resolve("model.safetensors"),
                "{\"w\":{\"dtype\":\"" + format + "\",\"shape\":[1,2],\"data_offsets\":[0," + 2 * bytes + "]}}",
                data.array());

        try (Checkpoint checkpoint = open()) {
            assertEquals("safetensors", checkpoint.format());
            assertEquals(format, checkpoint.numberFormat("w"));
            assertArrayEquals(new float[] {1, -2.5f}, checkpoint.read("w", true));
        }
    }

    @Test
    void whatNoWeightReadsIsUnexpectedUnlessItIsACopy() {
        TensorData words = TensorData.of(Shape.of(700, 900), ramp(630_000));
        float[] other = ramp(630_000);
        other[629_999] = -1;
        write(
                "model.safetensors",
                Map.of(
                        "words.weight", words,
                        "decoder.weight", words,
                        "almost.weight", TensorData.of(Shape.of(700, 900), other),
                        "norm.weight", TensorData.of(Shape.of(2), new float[] {1, 1}),
                        "strange.norm.weight", TensorData.of(Shape.of(2), new float[] {1, 1}),
                        "attn.masked_bias", one(1)));

        try (Checkpoint checkpoint = open()) {
            List<BaseWeight> weights = List.of(
                    new BaseWeight("a", "words.weight", Shape.of(700, 900), false),
                    new BaseWeight("b", "norm.weight", Shape.of(2), false));
            assertEquals(List.of("almost.weight", "strange.norm.weight"), checkpoint.unexpected(weights));
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

    private static float[] into(Checkpoint checkpoint, boolean transpose, int first, int columns, int rows) {
        float[] values = new float[rows * columns];
        checkpoint.read("w", transpose, first, columns, DataBuffers.of(values, false, false));
        return values;
    }

    private static float[] ramp(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i;
        }
        return values;
    }

    private static float[] turned(float[] values, int rows, int columns) {
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + i / columns] = values[i];
        }
        return turned;
    }

    private static float[] columns(float[] values, int stored, int first, int columns) {
        float[] some = new float[values.length / stored * columns];
        for (int i = 0; i < some.length; i++) {
            some[i] = values[i / columns * stored + first + i % columns];
        }
        return some;
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
