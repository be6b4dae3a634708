package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** The directory to verify. */
record Folder(Path path, Set<String> names, ObjectMapper json) {
    static final String CONFIG = "config.json";

    static Folder of(Path path, ObjectMapper json) {
        if (!Files.isDirectory(path)) {
            throw new DataException(
                    path.toString(), "is no directory", "Give the folder that holds " + ReferenceCases.FILE);
        }
        try (Stream<Path> entries = Files.list(path)) {
            Set<String> names = new TreeSet<>();
            entries.forEach(entry -> names.add(entry.getFileName() + (Files.isDirectory(entry) ? "/" : "")));
            return new Folder(path, names, json);
        } catch (IOException e) {
            throw new DataException(
                    path.toString(), "cannot be listed: " + Failures.reason(e), "Check its permissions", e);
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    JsonNode read(String name) {
        try {
            return json.readTree(file(name).toFile());
        } catch (IOException e) {
            throw new DataException(file(name).toString(), "is not JSON: " + Failures.reason(e), "Get it again", e);
        }
    }

    /**
     * Reports every file that no check reads.
     *
     * @param compared the files that the checks read
     * @param known files that need no comparison
     */
    void report(Findings findings, Set<String> compared, Pattern known) {
        for (String name : names) {
            if (known.matcher(name).matches()) {
                findings.known(name);
            } else if (!compared.contains(name)) {
                findings.notUnderstood(name, "this version compares " + new TreeSet<>(compared));
            }
        }
    }

    /** Where the base model lies that this folder names. */
    Path base(Optional<Path> models, String name) {
        return models.map(place -> place.resolve(name))
                .filter(Files::isDirectory)
                .orElseThrow(() -> new DataException(
                        path.toString(),
                        "is for the base model " + name + ", which is not at hand",
                        "Name the folder that holds " + name + " with --models"));
    }
}
