package org.unipelt.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

/** The best pack so far, beside the place where it is to lie in the end. */
final class BestPack {
    private static final String DESCRIPTION = "pack.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path target;
    private final Path best;
    private final Path trial;

    /**
     * @param target where the best pack is to lie
     * @throws ConfigurationException if a file lies there
     */
    BestPack(Path target) {
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new ConfigurationException(
                    target.toString(), "it is a file, and a pack is a folder", "Name another place");
        }
        this.target = target.toAbsolutePath().normalize();
        this.best = beside("best");
        this.trial = beside("trial");
    }

    private Path beside(String role) {
        return target.resolveSibling(target.getFileName() + ".tuning-" + role);
    }

    /** Where the next pack may be written; what was there is gone. */
    Path trial() {
        Folders.delete(trial);
        return trial;
    }

    /** The pack that was written last is the best. */
    void keep() {
        Folders.delete(best);
        move(trial, best);
    }

    /** Puts the best pack into its place; of a pack that is there it takes the place, other files stay. */
    void finish() {
        if (!Files.exists(target)) {
            move(best, target);
            return;
        }
        try (Stream<Path> files = Files.list(best)) {
            Optional<Path> before = weights(target);
            // what says which weights are the pack's comes last: it is the old pack or the new one
            List<Path> all =
                    files.sorted(Comparator.comparing(BestPack::describes)).toList();
            for (Path file : all) {
                Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            for (Path old : before.stream().toList()) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw new DataException(
                    target.toString(),
                    "the best pack cannot be moved there (" + Failures.reason(e) + ")",
                    "Check the folder's permissions",
                    e);
        }
    }

    private static boolean describes(Path file) {
        return file.endsWith(DESCRIPTION);
    }

    /** The weights of the pack in a folder. */
    private static Optional<Path> weights(Path folder) throws IOException {
        Path description = folder.resolve(DESCRIPTION);
        if (!Files.isRegularFile(description)) {
            return Optional.empty();
        }
        try {
            String name = JSON.readTree(description.toFile()).path("weights").asText();
            return name.isEmpty() || name.contains("/") ? Optional.empty() : Optional.of(folder.resolve(name));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // it is no pack
        }
    }

    /** Removes all that is beside the place. */
    void clear() {
        Folders.delete(trial);
        Folders.delete(best);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new DataException(
                    from.toString(),
                    "it cannot be moved to " + to.getFileName() + " (" + Failures.reason(e) + ")",
                    "Check the folder's permissions",
                    e);
        }
    }
}
