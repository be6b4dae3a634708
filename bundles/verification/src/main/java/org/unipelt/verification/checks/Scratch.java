package org.unipelt.verification.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** A temporary folder that goes with everything in it. */
record Scratch(Path folder) implements AutoCloseable {

    static Scratch open() {
        try {
            return new Scratch(Files.createTempDirectory("unipelt-verify"));
        } catch (IOException e) {
            throw new DataException(
                    "the folder for temporary files",
                    "cannot be written (" + Failures.reason(e) + ")",
                    "Make room there",
                    e);
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** Links are deleted, not what they lead to. */
    @Override
    public void close() {
        Folders.delete(folder);
    }
}
