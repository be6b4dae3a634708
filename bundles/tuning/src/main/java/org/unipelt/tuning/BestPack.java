package org.unipelt.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** The best pack so far, beside the place where it is to lie in the end. */
final class BestPack {
    private final Path target;
    private final Path best;
    private final Path trial;
    private final Path replaced;

    /** @param target where the best pack is to lie */
    BestPack(Path target) {
        this.target = target;
        this.best = beside("best");
        this.trial = beside("trial");
        this.replaced = beside("replaced");
    }

    private Path beside(String role) {
        return target.resolveSibling(target.getFileName() + ".tuning-" + role);
    }

    /** Where the next pack may be written; what was there is gone. */
    Path trial() {
        delete(trial);
        return trial;
    }

    /** The pack that was written last is the best. */
    void keep() {
        delete(best);
        move(trial, best);
    }

    /** Puts the best pack into its place; what was there goes when it lies there. */
    void finish() {
        delete(replaced);
        if (Files.exists(target)) {
            move(target, replaced);
        }
        move(best, target);
        delete(replaced);
    }

    /** Removes all that is beside the place. */
    void clear() {
        delete(trial);
        delete(best);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw failed(from, "cannot be moved to " + to.getFileName(), e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw failed(folder, "cannot be removed", e);
        }
    }

    private static DataException failed(Path path, String what, IOException e) {
        return new DataException(
                path.toString(), "it " + what + " (" + Failures.reason(e) + ")", "Check the folder's permissions", e);
    }
}
