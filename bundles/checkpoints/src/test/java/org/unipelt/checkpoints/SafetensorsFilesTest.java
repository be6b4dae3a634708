package org.unipelt.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.model.TensorData;

class SafetensorsFilesTest {
    private static final String ONE_FLOAT = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

    private final SafetensorsFiles files = new SafetensorsFiles();

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() {
        Path file = folder.resolve("a.safetensors");
        Map<String, TensorData> tensors = Map.of(
                "matrix", TensorData.of(Shape.of(2, 3), new float[] {1, -2, 3.5f, 4, 5, Float.MIN_VALUE}),
                "ids", TensorData.of(Shape.of(2), new long[] {Long.MAX_VALUE, -1}),
                "scalar", TensorData.of(Shape.scalar(), new float[] {7}),
                "empty", TensorData.of(Shape.of(0, 4), new float[0]));

        files.write(file, tensors, Map.of());

        assertEquals(tensors, files.read(file));
    }

    @Test
    void writesTheSameBytesInWhateverOrderTensorsCome() throws IOException {
        TensorData one = TensorData.of(Shape.of(1), new float[] {1});
        TensorData two = TensorData.of(Shape.of(1), new long[] {2});
        Map<String, TensorData> forwards = new LinkedHashMap<>();
        forwards.put("a", one);
        forwards.put("b", two);
        Map<String, TensorData> backwards = new LinkedHashMap<>();
        backwards.put("b", two);
        backwards.put("a", one);

        files.write(folder.resolve("1"), forwards, Map.of("y", "2", "x", "1"));
        files.write(folder.resolve("2"), backwards, Map.of("x", "1", "y", "2"));

        byte[] bytes = Files.readAllBytes(folder.resolve("1"));
        assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("2")));
        long header = Fixtures.littleEndian(8).put(bytes, 0, 8).getLong(0);
        assertEquals(0, header % 8);
        assertEquals(
                "{\"__metadata__\":{\"x\":\"1\",\"y\":\"2\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,12]}}",
                new String(bytes, 8, (int) header, StandardCharsets.UTF_8).trim());
    }

    @Test
    void readsWhatPythonWrote() throws IOException {
        Path model = Fixtures.tinyBert(folder.resolve("model"));

        Map<String, TensorData> tensors = files.read(model.resolve("model.safetensors"));

        assertEquals(
                Shape.of(360, 32),
                tensors.get("embeddings.word_embeddings.weight").shape());
        assertEquals(63, tensors.get("embeddings.position_ids").longs()[63]);
    }

    @ParameterizedTest
    @CsvSource({
        "F64, 000000000000F8BF, -1.5",
        "F32, 0000C03F, 1.5",
        "F16, 003E, 1.5",
        "F16, 0100, 5.9604645e-8",
        "F16, FFFB, -65504",
        "BF16, C0BF, -1.5",
        "I64, FEFFFFFFFFFFFFFF, -2",
        "I32, FEFFFFFF, -2",
        "U32, FEFFFFFF, 4294967294",
        "I16, FEFF, -2",
        "U16, FEFF, 65534",
        "I8, FE, -2",
        "U8, FE, 254",
        "BOOL, 01, 1"
    })
    void convertsEveryNumberFormat(String format, String bytes, double expected) throws IOException {
        byte[] data = HexFormat.of().parseHex(bytes);
        Path file = Fixtures.safetensors(
                folder.resolve("a"),
                "{\"w\":{\"dtype\":\"" + format + "\",\"shape\":[1],\"data_offsets\":[0," + data.length + "]}}",
                data);

        TensorData read = files.read(file).get("w");

        assertEquals(expected, read.integer() ? read.longs()[0] : read.floats()[0], Math.abs(expected) * 1e-7);
        assertEquals(!format.contains("F"), read.integer());
    }

    @Test
    void readsTensorThatLiesBehindTwoGigabytes() throws IOException {
        long large = 2_200_000_000L;
        Path file = Fixtures.safetensors(
                folder.resolve("large"),
                "{\"large\":{\"dtype\":\"U8\",\"shape\":[" + large + "],\"data_offsets\":[0," + large + "]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + large + "," + (large + 8)
                        + "]}}",
                new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(sparse.length() + large);
            sparse.write(Fixtures.floats(1, 2));
        }
        try (FileView view = FileView.open(file)) {
            SafetensorsHeader.Entry entry =
                    SafetensorsHeader.read(view).tensors().get("w");

            assertArrayEquals(new float[] {1, 2}, view.floats(entry.offset(), entry.format(), 2));
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | not a JSON object",
                "{\"w\" | not valid JSON",
                "{} {} | not valid JSON",
                "{\"w\":1} | tensor 'w' is not described by",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}} | tensor 'w' is not described by",
                "{\"w\":{\"dtype\":\"F7\",\"shape\":[1],\"data_offsets\":[0,4]}} | tensor 'w' has the number format F7",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":3,\"data_offsets\":[0,4]}} | shape that is not a list",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | no whole number from 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | no whole number from 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}} | no whole number",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}} | impossible shape",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | has shape [2] of F32 but 4 bytes",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | claims bytes 4 to 0",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | claims bytes 4 to 8, of 4",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | data_offsets that are not two",
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}} | has unused bytes before it",
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}} | 1 bytes behind its last tensor",
                "{\"v\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                        + "\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | 'w' overlaps the tensor before it",
                "{\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                        + "\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | Duplicate field 'w'",
                "{\"__metadata__\":{\"a\":1},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | __metadata__ is not an object of texts"
            })
    void refusesBrokenHeader(String header, String reason) throws IOException {
        Path file = Fixtures.safetensors(folder.resolve("bad.safetensors"), header, new byte[4]);

        String message =
                assertThrows(DataException.class, () -> files.read(file)).getMessage();

        assertTrue(message.startsWith(file.toString()) && message.contains(reason), message);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "0000000000, 5 bytes long",
        "FFFFFFFFFFFFFFFF7B, header of 18446744073709551615 bytes",
        "01E1F50500000000, header of 100000001 bytes",
        "6400000000000000, was cut off",
        "0000000000000000, not a JSON object",
        "03000000000000007BFF7D, not UTF-8"
    })
    void refusesBrokenStart(String bytes, String reason) throws IOException {
        Path file = Files.write(folder.resolve("bad"), HexFormat.of().parseHex(bytes));

        String message =
                assertThrows(DataException.class, () -> files.read(file)).getMessage();

        assertTrue(message.startsWith(file.toString()) && message.contains(reason), message);
    }

    @Test
    void namesMissingFile() {
        Path file = folder.resolve("nowhere");

        assertTrue(assertThrows(DataException.class, () -> files.read(file))
                .getMessage()
                .startsWith(file + ": cannot be opened: there is no such file"));
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void refusesWhatIsNotANumberBothWays(float value) throws IOException {
        Path read = Fixtures.safetensors(folder.resolve("read"), ONE_FLOAT, Fixtures.floats(value));
        Path written = folder.resolve("written");
        Map<String, TensorData> tensors = Map.of("w", TensorData.of(Shape.of(1), new float[] {value}));

        String reading =
                assertThrows(DataException.class, () -> files.read(read)).getMessage();
        String writing = assertThrows(DataException.class, () -> files.write(written, tensors, Map.of()))
                .getMessage();

        assertTrue(reading.contains("'w' has the value " + value + " at place 0"), reading);
        assertTrue(writing.contains("'w' has the value " + value + " at place 0"), writing);
        assertEquals(List.of("read"), Fixtures.contents(folder));
    }

    @ParameterizedTest
    @CsvSource({"0", "50", "70000", "131071"})
    void fullDiskLeavesWhatWasThere(long room) throws IOException {
        assertFullDiskLeavesWhatWasThere(disk -> new FullDisk(disk, room));
    }

    @Test
    void kernelsFullDeviceLeavesWhatWasThere() throws IOException {
        Path device = Path.of("/dev/full");
        assumeTrue(Files.exists(device), "this system has no /dev/full");

        assertFullDiskLeavesWhatWasThere(disk -> open(device));
    }

    private void assertFullDiskLeavesWhatWasThere(UnaryOperator<OutputStream> disk) throws IOException {
        Path file = folder.resolve("pack.safetensors");
        Map<String, TensorData> before = Map.of("w", TensorData.of(Shape.of(1), new float[] {1}));
        files.write(file, before, Map.of());
        Map<String, TensorData> after = Map.of("w", TensorData.of(Shape.of(32768), new float[32768]));
        SafetensorsFiles full = new SafetensorsFiles(new WholeFiles(disk));

        String message = assertThrows(DataException.class, () -> full.write(file, after, Map.of()))
                .getMessage();

        assertTrue(message.startsWith(file + ": cannot be written: No space left on device"), message);
        assertEquals(before, files.read(file));
        assertEquals(List.of("pack.safetensors"), Fixtures.contents(folder));
    }

    @Test
    void missingFolderIsNamedAndNothingIsMade() {
        Path file = folder.resolve("no/such/a.safetensors");

        String message = assertThrows(DataException.class, () -> files.write(file, Map.of(), Map.of()))
                .getMessage();

        assertTrue(message.startsWith(file + ": cannot be written: there is no such file or folder"), message);
        assertTrue(Files.notExists(folder.resolve("no")));
    }

    @Test
    void everyHalfPrecisionPatternMatchesItsDefinition() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            int exponent = bits >> 10;
            double fraction = (bits & 0x3ff) / 1024.0;
            double expected = exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
            ByteBuffer positive = Fixtures.littleEndian(2).putShort(0, (short) bits);
            ByteBuffer negative = Fixtures.littleEndian(2).putShort(0, (short) (bits | 0x8000));
            float[] read = new float[2];

            NumberFormat.F16.toFloats(negative, read, NumberFormat.F16.toFloats(positive, read, 0));

            assertArrayEquals(new float[] {(float) expected, (float) -expected}, read);
        }
    }

    private static OutputStream open(Path device) {
        try {
            return new FileOutputStream(device.toFile());
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }
}
