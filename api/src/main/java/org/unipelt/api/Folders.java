package org.unipelt.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Folders as a whole. */
@ProviderType
public final class Folders {
    private Folders() {}

    /**
     * Says before long work whether its result could not be written.
     *
     * @param folder where a folder is to be written
     * @throws ConfigurationException if a file lies there or above it, or the user may not write there
     */
    public static void check(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new ConfigurationException(
                    folder.toString(),
                    (there.equals(folder.toAbsolutePath().normalize()) ? "it" : there.getFileName())
                            + " is a file, and a folder is to be written there",
                    "Name another place");
        }
        checkWritable(folder, there);
    }

    /**
     * The same for a folder that is there.
     *
     * @param what what is to be written into it, to name in the message
     * @throws ConfigurationException if the user may not write there
     */
    public static void checkWritable(Path what, Path folder) {
        if (!Files.isWritable(folder)) {
            throw new ConfigurationException(
                    what.toString(),
                    "you have no right to write there",
                    "Name another place, or change its permissions");
        }
    }

    /** Writes what a folder is to hold. */
    @ConsumerType
    @FunctionalInterface
    public interface Filling {
        /** @param folder an empty one */
        void fill(Path folder) throws IOException;
    }

    /**
     * Makes a folder that is there whole or not at all: it is filled beside its place, and then renamed.
     *
     * @param folder where nothing is, or an empty folder
     * @throws IOException if something is there, or it cannot be written; nothing is left beside it
     */
    public static void make(Path folder, Filling filling) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        Path beside = place.resolveSibling("." + place.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(beside);
            filling.fill(beside);
            if (Files.isDirectory(place)) { // not every system renames over an empty folder
                Files.delete(place);
            }
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(beside);
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
