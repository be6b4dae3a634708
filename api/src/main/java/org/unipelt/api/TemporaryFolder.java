package org.unipelt.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A folder that goes, with all that is in it, when it is closed. What cannot be removed then is left to the system, whose folder
 * for temporary files it lies in.
 */
@ProviderType
public record TemporaryFolder(Path folder) implements AutoCloseable {

    /**
     * Makes an empty one.
     *
     * @param purpose a word of its name
     * @throws DataException if it cannot be made
     */
    public static TemporaryFolder open(String purpose) {
        try {
            return new TemporaryFolder(Files.createTempDirectory("unipelt-" + purpose + "-"));
        } catch (IOException e) {
            throw new DataException(
                    "temporary folder",
                    "it cannot be made (" + Failures.reason(e) + ")",
                    "Make room, or name another folder by JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /** The place of a file or folder in it. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try {
            Folders.delete(folder);
        } catch (DataException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
