package org.unipelt.shell.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.unipelt.api.Failures;
import org.unipelt.api.UniPeltException;

/** Folders for the packs that are measured. */
final class Folders {
    private Folders() {}

    static Path temporary() {
        try {
            return Files.createTempDirectory("unipelt-bench-");
        } catch (IOException e) {
            throw new UniPeltException(
                    "bench",
                    "no temporary folder can be made: " + Failures.reason(e),
                    "Make room, or name another folder by JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
