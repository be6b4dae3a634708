package org.unipelt.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
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
    private boolean stranded;

    /**
     * @param target where the best pack is to lie
     * @throws org.unipelt.api.ConfigurationException if a file lies there
     */
    BestPack(Path target) {
        Folders.check(target);
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

    /**
     * Puts the best pack into its place; of a pack that is there it takes the place, other files stay.
     *
     * @throws DataException if it cannot; it then stays beside its place
     */
    void finish() {
        try {
            if (Files.exists(target)) {
                moveInto(target);
            } else {
                Files.move(best, target);
            }
        } catch (IOException e) {
            stranded = true;
            throw new DataException(
                    target.toString(),
                    "the best pack cannot be put there (" + Failures.reason(e) + ")",
                    "It lies beside it in " + best.getFileName() + ": make room, and rename it",
                    e);
        }
    }

    /** What says which weights are the pack's comes last: it is the old pack or the new one. */
    private void moveInto(Path folder) throws IOException {
        Optional<Path> before = weights(folder);
        Path weights = weights(best).orElseThrow(() -> new NoSuchFileException(best.toString()));
        Path placed = folder.resolve(weights.getFileName());
        boolean whole = false;
        try {
            Files.copy(weights, placed, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    best.resolve(DESCRIPTION),
                    folder.resolve(DESCRIPTION),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(placed);
            }
        }
        for (Path old : before.stream().toList()) {
            Files.deleteIfExists(old);
        }
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

    /** Removes what is beside the place, but for a best pack that could not be put there. */
    void clear() {
        Folders.delete(trial);
        if (!stranded) {
            Folders.delete(best);
        }
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
