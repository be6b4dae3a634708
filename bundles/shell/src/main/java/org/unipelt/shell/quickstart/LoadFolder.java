package org.unipelt.shell.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.UnavailableException;

/**
 * A jar that is dropped into the folder which the framework watches, as an administrator would do from outside.
 *
 * @param source the bundle's jar
 * @param target its place in the watched folder
 */
record LoadFolder(Path source, Path target) {

    /**
     * An extension that the installation carries without starting it.
     *
     * @throws UnavailableException if it is not there
     */
    static LoadFolder of(Path home, String jar) {
        Path source = home.resolve("extensions").resolve(jar);
        if (!Files.isRegularFile(source)) {
            throw new UnavailableException(
                    "extensions/" + jar, "the installation does not have it", "Build the distribution again");
        }
        return new LoadFolder(source, home.resolve("load").resolve(jar));
    }

    /** Says before long work whether the jar could not be put there. */
    void check() {
        Folders.check(target.getParent());
    }

    /** Copies it under another ending, which the framework passes over, and renames it: it never sees half a jar. */
    void deploy() {
        Path folder = target.getParent();
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, "deploy-", ".part");
            try {
                Files.copy(source, beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new DataException(
                    "load/" + target.getFileName(),
                    "it cannot be written: " + Failures.reason(e),
                    "Make the folder load of the installation writable",
                    e);
        }
    }

    /** Takes it out again; nothing happens where it is not there. */
    void remove() {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw new DataException(
                    "load/" + target.getFileName(),
                    "it cannot be removed: " + Failures.reason(e),
                    "Remove the jar by hand",
                    e);
        }
    }
}
