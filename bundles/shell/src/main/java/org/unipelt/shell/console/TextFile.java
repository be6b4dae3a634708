package org.unipelt.shell.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** Files that are there as a whole or not at all. */
public final class TextFile {
    private TextFile() {}

    /**
     * Writes a text in UTF-8; what was there is replaced only when everything is written.
     *
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, String content) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(beside, content);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            beside.toFile().delete();
            throw new DataException(
                    file.toString(),
                    "it cannot be written: " + Failures.reason(e),
                    "Make room, or name another place",
                    e);
        }
    }
}
