package org.unipelt.verification.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

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
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    folder.toString(), "cannot be deleted (" + Failures.reason(e) + ")", "Delete it", e);
        }
    }
}
