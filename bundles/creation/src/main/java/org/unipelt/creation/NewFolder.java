package org.unipelt.creation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** A folder at a place where nothing is. */
final class NewFolder {
    private NewFolder() {}

    /** Refuses a place where something is. */
    static void check(Path folder) {
        if (Files.exists(folder)) {
            throw new DataException(
                    folder.toString(), "is there already", "Name another place, or remove what is there first");
        }
    }

    /**
     * Makes the folder, whole or not at all.
     *
     * @throws DataException if something is there, or it cannot be written
     */
    static void write(Path folder, Folders.Filling filling) {
        check(folder);
        try {
            Folders.make(folder, filling);
        } catch (IOException e) {
            throw new DataException(
                    folder.toString(),
                    "cannot be written: " + Failures.reason(e),
                    "Make room, or name another place",
                    e);
        }
    }
}
