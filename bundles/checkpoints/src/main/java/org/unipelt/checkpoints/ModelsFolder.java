package org.unipelt.checkpoints;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** The folder of imported models, one sub-folder each; what begins with a dot is still being written, or was left by a crash. */
final class ModelsFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String ABOUT = "unipelt.json";
    private static final String ORIGIN = "origin";
    private static final String UNKNOWN_ORIGIN = "the folder of models";

    private final Path folder;
    private final WholeFiles writer;

    ModelsFolder(Path folder, WholeFiles writer) {
        this.folder = folder;
        this.writer = writer;
    }

    /** The names of all imported models, sorted. */
    List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> models = Files.list(folder)) {
            return models.filter(Files::isDirectory)
                    .map(model -> model.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("the folder of models", "cannot be listed", e);
        }
    }

    PathFiles files(String name) {
        return PathFiles.of(folder.resolve(name));
    }

    /** Where an imported model came from. */
    String origin(String name) {
        try {
            PathFiles files = files(name);
            return files.names().contains(ABOUT)
                    ? String.valueOf(Json.object(files, ABOUT, name).get(ORIGIN))
                    : UNKNOWN_ORIGIN;
        } catch (DataException e) {
            // It only informs: the model is usable without.
            return UNKNOWN_ORIGIN;
        }
    }

    /**
     * Adds a model, whole or not at all.
     *
     * @param fill writes its files into an empty folder
     * @throws ConfigurationException if the name cannot be that of a folder
     * @throws DataException if there is a model of this name, or the files cannot be written
     */
    void add(String name, String origin, Consumer<Path> fill) {
        checkName(name);
        Path target = folder.resolve(name);
        if (Files.exists(target)) {
            throw taken(name);
        }
        deleteLeftovers();
        try {
            Folders.make(target, beside -> {
                fill.accept(beside);
                writer.write(
                        beside.resolve(ABOUT), ABOUT, out -> out.write(Json.writeIndented(Map.of(ORIGIN, origin))));
            });
            WholeFiles.forceFolder(folder);
        } catch (IOException e) {
            throw Files.exists(target) ? taken(name) : failed("model '" + name + "'", "cannot be imported", e);
        }
    }

    /** What imports that were killed have left; those that are at work are younger. */
    private void deleteLeftovers() {
        FileTime dayAgo = FileTime.from(Instant.now().minus(1, ChronoUnit.DAYS));
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, ".*.????????-????-????-????-????????????.tmp")) {
            for (Path path : left) {
                if (Files.getLastModifiedTime(path).compareTo(dayAgo) < 0) {
                    Folders.delete(path);
                }
            }
        } catch (NoSuchFileException e) {
            // nothing was imported so far
        } catch (IOException e) {
            throw failed("the folder of models", "cannot be cleared of what was left", e);
        }
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(
                    "model name '" + name + "'",
                    "may hold letters, digits, dots, hyphens and underscores only, a letter or digit first",
                    "Choose another name");
        }
    }

    private static DataException taken(String name) {
        return new DataException(
                "model '" + name + "'",
                "is in the folder of models already",
                "Choose another name, or delete the old model's folder first");
    }

    private static DataException failed(String thing, String what, IOException e) {
        return new DataException(
                thing, what + ": " + Failures.reason(e), "Check the folder of models, its permissions and its room", e);
    }
}
