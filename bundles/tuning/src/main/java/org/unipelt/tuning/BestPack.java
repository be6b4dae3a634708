package org.unipelt.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;

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
        Folders.delete(trial);
        return trial;
    }

    /** The pack that was written last is the best. */
    void keep() {
        Folders.delete(best);
        move(trial, best);
    }

    /** Puts the best pack into its place; what was there goes when it lies there. */
    void finish() {
        Folders.delete(replaced);
        if (Files.exists(target)) {
            move(target, replaced);
        }
        move(best, target);
        Folders.delete(replaced);
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
