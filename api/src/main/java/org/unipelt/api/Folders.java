package org.unipelt.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** Folders as a whole. */
@ProviderType
public final class Folders {
    private Folders() {}

    /**
     * Says before long work whether its result could not be written.
     *
     * @param folder where a folder is to be written
     * @throws ConfigurationException if a file lies there
     */
    public static void check(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ConfigurationException(
                    folder.toString(), "it is a file, and a folder is to be written there", "Name another place");
        }
    }

    /**
     * Removes a folder with all that is in it; links, not what they lead to. Nothing happens where there is no such folder.
     *
     * @throws DataException if something of it cannot be removed
     */
    public static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    folder.toString(), "it cannot be removed (" + Failures.reason(e) + ")", "Remove it by hand", e);
        }
    }
}
