package org.unipelt.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes a folder with all that is in it. */
final class TemporaryFolder {

    private TemporaryFolder() {}

    /** What cannot be removed is left: it lies in the system's folder for temporary files. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            List<File> deepestFirst =
                    paths.sorted(Comparator.reverseOrder()).map(Path::toFile).toList();
            deepestFirst.forEach(File::delete);
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
