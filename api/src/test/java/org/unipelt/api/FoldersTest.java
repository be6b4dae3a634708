package org.unipelt.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static String refusal(Path path) {
        return assertThrows(ConfigurationException.class, () -> Folders.check(path))
                .getMessage();
    }
}
