package org.unipelt.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.model.ModelFiles;

/**
 * A model's files on disk.
 *
 * @param paths where each lies, by the name that a Hugging Face directory gives it
 */
record PathFiles(Map<String, Path> paths) implements ModelFiles {
    /** A model keeps its files at the top or one folder below, as 1_Pooling/config.json. */
    private static final int DEPTH = 2;

    PathFiles {
        paths = Map.copyOf(paths);
    }

    /**
     * The files of a directory.
     *
     * @throws DataException if it cannot be listed
     */
    static PathFiles of(Path directory) {
        Map<String, Path> paths = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory, DEPTH)) {
            walk.filter(Files::isRegularFile).forEach(file -> paths.put(name(directory, file), file));
        } catch (IOException e) {
            throw unlisted(directory, e);
        } catch (UncheckedIOException e) {
            throw unlisted(directory, e.getCause());
        }
        return new PathFiles(paths);
    }

    /** A file's path below a directory, with slashes on every system. */
    static String name(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    private static DataException unlisted(Path directory, IOException e) {
        return new DataException(
                directory.toString(), "cannot be listed: " + Failures.reason(e), "Check its permissions", e);
    }

    @Override
    public Set<String> names() {
        return paths.keySet();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(paths.get(name));
    }

    @Override
    public Optional<Path> path(String name) {
        return Optional.ofNullable(paths.get(name));
    }
}
