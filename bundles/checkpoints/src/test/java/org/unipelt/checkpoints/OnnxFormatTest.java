package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;

class OnnxFormatTest {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;

    @TempDir
    Path model;

    @Test
    void anonymousMatrixIsNamedByItsOperationAndTurned() throws IOException {
        write(new OnnxFile()
                .raw("onnx::MatMul_7", FLOAT, Fixtures.floats(1, 2, 3, 4, 5, 6), 2, 3)
                .raw("encoder.layer.0.output.dense.bias", FLOAT, Fixtures.floats(9, 8, 7), 3)
                .node("MatMul", "/encoder/layer.0/output/dense/MatMul", "x", "onnx::MatMul_7"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(
                    Set.of("encoder.layer.0.output.dense.weight", "encoder.layer.0.output.dense.bias"),
                    checkpoint.names());
            assertEquals(Shape.of(3, 2), checkpoint.shape("encoder.layer.0.output.dense.weight"));
            assertArrayEquals(
                    new float[] {1, 4, 2, 5, 3, 6}, checkpoint.read("encoder.layer.0.output.dense.weight", false));
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6}, checkpoint.read("encoder.layer.0.output.dense.weight", true));
        }
    }

    @Test
    void namedGemmWeightIsReadAsItLies() throws IOException {
        write(new OnnxFile()
                .raw("pooler.dense.weight", FLOAT, Fixtures.floats(1, 2, 3, 4, 5, 6), 3, 2)
                .gemm("/pooler/dense/Gemm", "x", "pooler.dense.weight"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(Shape.of(3, 2), checkpoint.shape("pooler.dense.weight"));
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, checkpoint.read("pooler.dense.weight", false));
        }
    }

    @Test
    void matrixQuantisedByColumnsComesBackAsNumbers() throws IOException {
        write(new OnnxFile()
                .raw("onnx::MatMul_7_quantized", INT8, new byte[] {-128, 0, 127, 1, 2, 3}, 2, 3)
                .floats("onnx::MatMul_7_scale", new float[] {0.5f, 2, 1}, 3)
                .integers("onnx::MatMul_7_zero_point", INT8, new int[] {0, -1, 27}, 3)
                .node(
                        "MatMulInteger",
                        "/encoder/layer.0/attention/self/query/MatMul_quant",
                        "x",
                        "onnx::MatMul_7_quantized"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(Set.of("encoder.layer.0.attention.self.query.weight"), checkpoint.names());
            assertArrayEquals(
                    new float[] {-64, 2, 100, 0.5f, 6, -24},
                    checkpoint.read("encoder.layer.0.attention.self.query.weight", true));
        }
    }

    @Test
    void tableQuantisedAsAWholeComesBackAsNumbers() throws IOException {
        write(new OnnxFile()
                .raw("embeddings.word_embeddings.weight_quantized", UINT8, new byte[] {0, 100, (byte) 255, 1}, 2, 2)
                .floats("embeddings.word_embeddings.weight_scale", new float[] {0.25f})
                .integers("embeddings.word_embeddings.weight_zero_point", UINT8, new int[] {100})
                .node(
                        "Gather",
                        "/embeddings/word_embeddings/Gather",
                        "embeddings.word_embeddings.weight_quantized",
                        "ids"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(Set.of("embeddings.word_embeddings.weight"), checkpoint.names());
            assertArrayEquals(
                    new float[] {-25, 0, 38.75f, -24.75f}, checkpoint.read("embeddings.word_embeddings.weight", false));
        }
    }

    @Test
    void tableQuantisedByRowsComesBackAsNumbers() throws IOException {
        write(new OnnxFile()
                .raw("t.weight_quantized", INT8, new byte[] {1, 2, 3, 4}, 2, 2)
                .floats("t.weight_scale", new float[] {1, 10}, 2)
                .node("Gather", "/t/Gather", "t.weight_quantized", "ids"));

        try (Checkpoint checkpoint = open()) {
            assertArrayEquals(new float[] {1, 2, 30, 40}, checkpoint.read("t.weight", false));
        }
    }

    @Test
    void columnsOfAKernelQuantisedByColumnsComeBackAsNumbers() throws IOException {
        write(new OnnxFile()
                .raw("onnx::MatMul_1_quantized", INT8, new byte[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .floats("onnx::MatMul_1_scale", new float[] {1, 10, 100}, 3)
                .integers("onnx::MatMul_1_zero_point", INT8, new int[] {0, 1, 2}, 3)
                .node("MatMulInteger", "/a/MatMul_quant", "x", "onnx::MatMul_1_quantized"));

        try (Checkpoint checkpoint = open()) {
            assertEquals("ONNX", checkpoint.format());
            assertEquals("I8", checkpoint.numberFormat("a.weight"));
            float[] inOut = new float[4];
            checkpoint.read("a.weight", true, 1, 2, DataBuffers.of(inOut, false, false));
            assertArrayEquals(new float[] {10, 100, 40, 400}, inOut);
            float[] outIn = new float[3];
            checkpoint.read("a.weight", false, 1, 1, DataBuffers.of(outIn, false, false));
            assertArrayEquals(new float[] {4, 40, 400}, outIn);
        }
    }

    @Test
    void shortFloatsWrittenAsIntegersAreBitPatterns() throws IOException {
        write(new OnnxFile()
                .integers("w", FLOAT16, new int[] {0x3c00, 0xc000}, 2)
                .node("Add", "/Add", "x", "w"));

        try (Checkpoint checkpoint = open()) {
            assertArrayEquals(new float[] {1, -2}, checkpoint.read("w", false));
        }
    }

    @Test
    void buffersAndConstantsOfTheArithmeticAreNoWeights() throws IOException {
        write(new OnnxFile()
                .raw("embeddings.position_ids", INT64, new byte[16], 1, 2)
                .raw("onnx::Div_3", FLOAT, Fixtures.floats(8))
                .raw("/encoder/Constant_1_output_0", FLOAT, Fixtures.floats(8), 1)
                .raw("norm.weight", FLOAT, Fixtures.floats(1), 1)
                .node("Div", "/encoder/Div", "x", "onnx::Div_3"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(Set.of("norm.weight"), checkpoint.names());
        }
    }

    @Test
    void headsAreReadOffTheReshape() throws IOException {
        write(new OnnxFile()
                .constant("/encoder/layer.0/attention/self/Constant_1", 1)
                .constant("/encoder/layer.0/attention/self/Constant_2", 12)
                .constant("/encoder/layer.0/attention/self/Constant_3", 32));

        assertEquals(OptionalInt.of(12), Checkpoints.heads("m", PathFiles.of(model), 384));
        assertEquals(OptionalInt.empty(), Checkpoints.heads("m", PathFiles.of(model), 768));
    }

    @Test
    void severalFilesNeedOneCalledModel() throws IOException {
        OnnxFile one = new OnnxFile().raw("a", FLOAT, Fixtures.floats(1), 1).node("Add", "/Add", "x", "a");
        one.write(model.resolve("a.onnx"));
        one.write(model.resolve("b.onnx"));
        assertMessage("has several ONNX files: a.onnx, b.onnx");

        one.write(model.resolve("model.onnx"));
        open().close();
    }

    @Test
    void refusesNumbersInAnotherFile() throws IOException {
        write(new OnnxFile().external("w", 2).node("Add", "/Add", "x", "w"));

        assertMessage("the numbers of 'w' lie in another file", "Save the model as one ONNX file");
    }

    @Test
    void refusesTensorWithTooFewNumbers() throws IOException {
        write(new OnnxFile().raw("w", FLOAT, Fixtures.floats(1, 2), 3).node("Add", "/Add", "x", "w"));

        assertMessage("tensor 'w' needs 3 numbers and has 2");
    }

    @Test
    void refusesScalesThatDoNotFit() throws IOException {
        write(new OnnxFile()
                .raw("t.weight_quantized", INT8, new byte[] {1, 2, 3, 4}, 2, 2)
                .floats("t.weight_scale", new float[] {1, 10, 100}, 3)
                .node("Gather", "/t/Gather", "t.weight_quantized", "ids"));

        try (Checkpoint checkpoint = open()) {
            String message = assertThrows(DataException.class, () -> checkpoint.read("t.weight", false))
                    .getMessage();
            assertTrue(message.contains("'t.weight_quantized' has 3 scales"), message);
        }
    }

    @Test
    void refusesFileCutOffAnywhere() throws IOException {
        byte[] whole = new OnnxFile()
                .raw("w", FLOAT, Fixtures.floats(1, 2), 2)
                .node("Add", "/Add", "x", "w")
                .bytes();
        for (int length = 0; length < whole.length; length++) {
            Files.write(model.resolve("model.onnx"), Arrays.copyOf(whole, length));

            assertMessage("m/model.onnx: ");
        }
    }

    private void write(OnnxFile file) throws IOException {
        file.write(model.resolve("model.onnx"));
    }

    private Checkpoint open() {
        return Checkpoints.open("m", PathFiles.of(model));
    }

    private void assertMessage(String... parts) {
        String message = assertThrows(DataException.class, this::open).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
