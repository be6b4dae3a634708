package org.unipelt.orchestrator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.DataException;
import org.unipelt.api.client.Composition;
import org.unipelt.api.model.TensorData;
import org.unipelt.api.model.TensorFiles;
import org.unipelt.checkpoints.SafetensorsFiles;

class PackStoreTest {
    private final PackStore store = new PackStore(new SafetensorsFiles(), "named"::equals);

    @TempDir
    Path folder;

    private static Pack pack(float weight) {
        return pack(weight, "small");
    }

    private static Pack pack(float weight, String base) {
        return new Pack(
                Composition.of(Map.of("base", base, "methods", List.of(Map.of("method", "lora", "r", 2))), "test"),
                Map.of("labels", List.of("a", "b")),
                Map.of("w", TensorData.of(Shape.of(1), new float[] {weight})),
                Map.of("method lora", "org.unipelt.pelt-lora 1.0.0"),
                Map.of("epochs", 3));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        store.write(folder, pack(2));
        Pack read = store.read(folder);
        assertEquals(pack(2).composition(), read.composition());
        assertEquals(pack(2).taskState(), read.taskState());
        assertEquals(pack(2).bundles(), read.bundles());
        assertEquals(pack(2).results(), read.results());
        assertArrayEquals(new float[] {2}, read.weights().get("w").floats());
    }

    @Test
    void writingAgainLeavesTwoFiles() throws IOException {
        store.write(folder, pack(2));
        store.write(folder, pack(3));
        assertEquals(2, files().size(), () -> "left: " + files());
        assertArrayEquals(new float[] {3}, store.read(folder).weights().get("w").floats());
    }

    @Test
    void filesOfOthersStay() throws IOException {
        Path others = Files.writeString(folder.resolve("weights-final.safetensors"), "years of work");
        store.write(folder, pack(2));
        store.write(folder, pack(3));
        assertEquals("years of work", Files.readString(others));
        assertEquals(3, files().size(), () -> "left: " + files());
    }

    @Test
    void aDescriptionThatIsNoPackIsNamed() throws IOException {
        for (String broken : List.of("null", "[]", "7")) {
            Files.writeString(folder.resolve("pack.json"), broken);
            String message =
                    assertThrows(DataException.class, () -> store.read(folder)).getMessage();
            assertTrue(message.startsWith("pack " + folder + ": "), message);
        }
    }

    @Test
    void aModelsFolderIsFoundAgainWhenItMovesWithThePack() throws IOException {
        Path model = Files.createDirectories(folder.resolve("before/model"));
        Files.writeString(model.resolve("config.json"), "{}");
        store.write(folder.resolve("before/pack"), pack(2, model.toString()));
        Files.move(folder.resolve("before"), folder.resolve("after"));
        assertEquals(
                folder.resolve("after/model").toString(),
                store.read(folder.resolve("after/pack")).composition().base());
    }

    @Test
    void aModelsNameStaysOneWhereAFolderIsCalledLikeIt() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("named")).resolve("config.json"), "{}");
        store.write(folder, pack(2, "named"));
        assertEquals("named", store.read(folder).composition().base());
    }

    @Test
    void aPackThatIsMovedTakesThePlaceOfTheOneThereAndFindsItsModelStill() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Path from = folder.resolve("trials/best");
        Path place = folder.resolve("pack");
        store.write(place, pack(2));
        Files.writeString(place.resolve("thesis.txt"), "years of work");
        store.write(from, pack(3, model.toString()));
        store.move(from, place);
        assertFalse(Files.exists(from));
        assertEquals(model.toString(), store.read(place).composition().base());
        assertArrayEquals(new float[] {3}, store.read(place).weights().get("w").floats());
        assertEquals(3, files(place).size(), () -> "left: " + files(place));
    }

    @Test
    void aPackThatCannotBeMovedStays() throws IOException {
        Path from = folder.resolve("best");
        Path place = folder.resolve("pack");
        Files.createDirectories(place.resolve("pack.json/in-the-way"));
        store.write(from, pack(2));
        DataException refusal = assertThrows(DataException.class, () -> store.move(from, place));
        assertTrue(refusal.getMessage().startsWith("pack " + place + ": it cannot be written ("), refusal.getMessage());
        assertArrayEquals(new float[] {2}, store.read(from).weights().get("w").floats());
        assertEquals(1, files(place).size(), () -> "left: " + files(place));
    }

    @Test
    void aPackIsNotMovedIntoItself() {
        store.write(folder, pack(2));
        for (Path inside : List.of(folder, folder.resolve("pack"))) {
            assertThrows(DataException.class, () -> store.move(folder, inside));
        }
        assertArrayEquals(new float[] {2}, store.read(folder).weights().get("w").floats());
    }

    /** The disk is full after the first bytes of the weights. */
    @Test
    void aFullDiskLeavesThePackThatWasThere() {
        store.write(folder, pack(2));
        PackStore full = new PackStore(
                new TensorFiles() {
                    @Override
                    public Map<String, TensorData> read(Path file) {
                        throw new AssertionError("only written");
                    }

                    @Override
                    public void write(Path file, Map<String, TensorData> tensors, Map<String, String> metadata) {
                        try {
                            Files.write(file, new byte[100]);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        throw new DataException(file.getFileName().toString(), "no space left on device", "Make room");
                    }
                },
                base -> false);
        DataException refusal = assertThrows(DataException.class, () -> full.write(folder, pack(3)));
        assertTrue(refusal.getMessage().contains("no space left"), refusal.getMessage());
        assertEquals(2, files().size(), () -> "left: " + files());
        assertArrayEquals(new float[] {2}, store.read(folder).weights().get("w").floats());
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        edit("\"format\" : 1", "\"format\" : 7");
        refused("it has format 7, and this version reads up to 1. Update UniPELT, or train the pack again.");
    }

    @Test
    void aBrokenDescriptionIsRefused() throws IOException {
        edit("\"format\" : 1", "\"format\" : ");
        refused("pack.json is not JSON");
    }

    @Test
    void weightsOutsideThePackAreRefused() throws IOException {
        edit("\"weights\" : \"", "\"weights\" : \"../../");
        refused("pack.json names no weights file in the pack");
    }

    @Test
    void aFolderWithoutAPackIsRefused() {
        refused("there is no pack.json. Name a folder that 'unipelt train' wrote.");
    }

    private void edit(String from, String to) throws IOException {
        store.write(folder, pack(2));
        Path json = folder.resolve("pack.json");
        String text = Files.readString(json);
        assertTrue(text.contains(from), text);
        Files.writeString(json, text.replace(from, to));
    }

    private void refused(String reason) {
        DataException refusal = assertThrows(DataException.class, () -> store.read(folder));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private List<Path> files() {
        return files(folder);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
