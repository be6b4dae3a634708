package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.Checkpoint;

class TensorBundleFormatTest {
    private static final String LAYER = "module/bert/encoder/layer_10/";

    @TempDir
    Path model;

    @Test
    void readsVariablesUnderHuggingFaceNamesWithKernelsTurned() throws IOException {
        new TensorBundleFile()
                .variable(LAYER + "output/dense/kernel", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .variable(LAYER + "output/dense/bias", new float[] {7, 8, 9}, 3)
                .variable(LAYER + "output/LayerNorm/gamma", new float[] {1}, 1)
                .variable("module/bert/embeddings/word_embeddings", new float[] {1, 2, 3, 4}, 2, 2)
                .variable("module/cls/predictions/output_bias", new float[] {5}, 1)
                .variable("global_step", 9, new byte[8])
                .write(model.resolve("variables/variables"));

        try (Checkpoint checkpoint = open()) {
            assertEquals(
                    Set.of(
                            "bert.encoder.layer.10.output.dense.weight",
                            "bert.encoder.layer.10.output.dense.bias",
                            "bert.encoder.layer.10.output.LayerNorm.weight",
                            "bert.embeddings.word_embeddings.weight",
                            "cls.predictions.bias"),
                    checkpoint.names());
            assertEquals(Shape.of(3, 2), checkpoint.shape("bert.encoder.layer.10.output.dense.weight"));
            assertArrayEquals(
                    new float[] {1, 4, 2, 5, 3, 6},
                    checkpoint.read("bert.encoder.layer.10.output.dense.weight", false));
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6}, checkpoint.read("bert.encoder.layer.10.output.dense.weight", true));
            assertArrayEquals(
                    new float[] {1, 2, 3, 4}, checkpoint.read("bert.embeddings.word_embeddings.weight", false));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bert/embeddings/LayerNorm/beta, bert.embeddings.LayerNorm.bias, false",
        "module/bert/embeddings/position_embeddings, bert.embeddings.position_embeddings.weight, false",
        "module/bert/encoder/layer_3/attention/self/query/kernel, bert.encoder.layer.3.attention.self.query.weight, true",
        "module/bert/pooler/dense/kernel, bert.pooler.dense.weight, true",
        "module/cls/predictions/transform/LayerNorm/gamma, cls.predictions.transform.LayerNorm.weight, false",
        "cls/seq_relationship/output_weights, cls.seq_relationship.weight, false",
        "cls/seq_relationship/output_bias, cls.seq_relationship.bias, false"
    })
    void namesVariablesAsHuggingFaceDoes(String variable, String name, boolean kernel) {
        assertEquals(Optional.of(new BertVariable(name, kernel)), BertVariable.of(variable));
    }

    @ParameterizedTest
    @CsvSource({
        "global_step",
        "_CHECKPOINTABLE_OBJECT_GRAPH",
        "bert/pooler/dense/kernel/adam_m",
        "bert/pooler/dense/kernel/adam_v"
    })
    void whatIsNoWeightIsLeftOut(String variable) {
        assertEquals(Optional.empty(), BertVariable.of(variable));
    }

    @Test
    void refusesFlippedBitInANumber() throws IOException {
        write();
        Path data = model.resolve("bert.data-00000-of-00001");
        flip(data, 5);

        try (Checkpoint checkpoint = open()) {
            String message = assertThrows(DataException.class, () -> checkpoint.read("bert.a.bias", false))
                    .getMessage();
            assertTrue(message.startsWith("m/bert.data-00000-of-00001: 'bert/a/bias' has a wrong checksum"), message);
        }
    }

    @Test
    void refusesFlippedBitAnywhereInTheIndex() throws IOException {
        write();
        Path index = model.resolve("bert.index");
        byte[] whole = Files.readAllBytes(index);
        int footer = whole.length - 48;
        for (int place = 0; place < footer; place++) {
            Files.write(index, whole);
            flip(index, place);
            if (place >= metaBlock(whole) && place < metaBlock(whole) + 13) {
                continue; // nobody reads the empty block between data and index
            }
            assertMessage("m/bert.index: ");
        }
    }

    @Test
    void refusesIndexCutOffAnywhere() throws IOException {
        write();
        Path index = model.resolve("bert.index");
        byte[] whole = Files.readAllBytes(index);
        for (int length = 0; length < whole.length; length++) {
            Files.write(index, Arrays.copyOf(whole, length));

            assertMessage("m/bert.index: ");
        }
    }

    @Test
    void refusesDataCutOff() throws IOException {
        write();
        Path data = model.resolve("bert.data-00000-of-00001");
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 7));

        assertMessage("m/bert.data-00000-of-00001: ends before 'bert/a/bias' does");
    }

    @Test
    void refusesShapeThatDoesNotMatchItsBytes() throws IOException {
        new TensorBundleFile().variable("bert/a/bias", 1, new byte[8], 3).write(model.resolve("bert"));

        assertMessage("'bert/a/bias' has shape [3] of F32 but 8 bytes");
    }

    private void write() throws IOException {
        new TensorBundleFile()
                .variable("bert/a/bias", new float[] {1, 2}, 2)
                .variable("bert/b/bias", new float[] {3}, 1)
                .write(model.resolve("bert"));
    }

    /** Where the footer says that the unused meta block begins. */
    private static int metaBlock(byte[] index) {
        int at = index.length - 48;
        int value = index[at] & 0x7f;
        return index[at] < 0 ? value | (index[at + 1] & 0x7f) << 7 : value;
    }

    private static void flip(Path file, int place) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[place] ^= 1;
        Files.write(file, bytes);
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
