package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path folder;

    @Test
    void whatCanBeMadeIsFine() {
        assertDoesNotThrow(() -> Folders.check(folder));
        assertDoesNotThrow(() -> Folders.check(folder.resolve("new/deep")));
        assertDoesNotThrow(() -> Folders.check(Path.of("new")));
    }

    @Test
    void aFileInItsPlaceOrAboveItIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertEquals(file + ": it is a file, and a folder is to be written there. Name another place.", refusal(file));
        assertEquals(
                file.resolve("deep/er") + ": file is a file, and a folder is to be written there. Name another place.",
                refusal(file.resolve("deep/er")));
    }

    @Test
    void aFolderThatMayNotBeWrittenIntoIsTold() {
        folder.toFile().setWritable(false);
        // an administrator may write anywhere
        assumeFalse(Files.isWritable(folder));

        assertEquals(
                folder.resolve("new") + ": you have no right to write there. Name another place, or change its"
                        + " permissions.",
                refusal(folder.resolve("new")));
        folder.toFile().setWritable(true);
    }

    @Test
    void aFolderIsMadeWholeInPlaceOfAnEmptyOne() throws IOException {
        for (Path place : List.of(folder.resolve("new"), Files.createDirectory(folder.resolve("empty")))) {
            Folders.make(place, inside -> Files.writeString(inside.resolve("file"), "content"));

            assertEquals("content", Files.readString(place.resolve("file")));
        }
        assertEquals(Set.of("new", "empty"), names());
    }

    @Test
    void nothingIsLeftOfAFolderThatFails() throws IOException {
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine"), "kept");
        Path failing = folder.resolve("failing");

        assertThrows(IOException.class, () -> Folders.make(full, inside -> {}));
        assertThrows(
                DataException.class,
                () -> Folders.make(failing, inside -> {
                    Files.writeString(inside.resolve("half"), "");
                    throw new DataException("data", "it is broken", "Mend it");
                }));

        assertEquals(Set.of("full"), names());
        assertEquals("kept", Files.readString(full.resolve("mine")));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aTemporaryFolderGoesWithAllThatIsInIt() throws IOException {
        Path gone;
        try (TemporaryFolder temporary = TemporaryFolder.open("test")) {
            gone = temporary.folder();
            Files.createDirectories(temporary.path("deep/er"));
            Files.writeString(temporary.path("file"), "");
        }
        assertFalse(Files.exists(gone));
    }

    private static String refusal(Path path) {
        return assertThrows(ConfigurationException.class, () -> Folders.check(path))
                .getMessage();
    }
}
