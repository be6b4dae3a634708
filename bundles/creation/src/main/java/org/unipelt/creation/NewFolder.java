package org.unipelt.creation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** A folder that is made whole or not at all: filled beside its place, then renamed. */
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
     * Makes the folder.
     *
     * @throws DataException if something is there, or it cannot be written
     */
    static void write(Path folder, Filling filling) {
        check(folder);
        Path target = folder.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try {
                Files.createDirectories(beside);
                filling.fill(beside);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Folders.delete(beside);
            }
        } catch (IOException e) {
            throw new DataException(
                    folder.toString(),
                    "cannot be written: " + Failures.reason(e),
                    "Make room, or name another place",
                    e);
        }
    }

    /** A folder for a model that goes on to another place. */
    static Temporary temporary() {
        try {
            return new Temporary(Files.createTempDirectory("unipelt-model-"));
        } catch (IOException e) {
            throw new DataException(
                    "temporary folder",
                    "cannot be made: " + Failures.reason(e),
                    "Make room, or name another folder by JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /** A folder that is gone when it is closed. */
    record Temporary(Path folder) implements AutoCloseable {
        @Override
        public void close() {
            Folders.delete(folder);
        }
    }

    /** Writes the files. */
    @FunctionalInterface
    interface Filling {
        void fill(Path folder) throws IOException;
    }
}
