package org.unipelt.shell.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;

class TextFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReplacedAndNothingLiesBesideIt() throws IOException {
        Path file = Files.writeString(folder.resolve("page.html"), "old");
        TextFile.check(file);
        TextFile.write(file, "new");
        assertEquals("new", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aFolderStaysAFolder() {
        assertThrows(DataException.class, () -> TextFile.write(folder, "text"));
        assertTrue(Files.isDirectory(folder));
        assertThrows(ConfigurationException.class, () -> TextFile.check(folder));
    }

    @Test
    void aDeviceIsWrittenInto() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a device that refuses all");
        Path device = Files.createSymbolicLink(folder.resolve("device"), full);
        assertThrows(DataException.class, () -> TextFile.write(device, "text"));
        assertTrue(Files.isSymbolicLink(device), "it was written into, and not replaced");
    }

    @Test
    void aPlaceInNoFolderIsFoundOutBeforeTheWork() {
        TextFile.check(null);
        assertThrows(ConfigurationException.class, () -> TextFile.check(folder.resolve("none/page.html")));
    }
}
