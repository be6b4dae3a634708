package org.unipelt.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;
import org.unipelt.api.Folders;
import org.unipelt.api.pack.Packs;

/** The best pack so far, beside the place where it is to lie in the end. */
final class BestPack {
    private final Packs packs;
    private final Path target;
    private final Path best;
    private final Path trial;
    private boolean stranded;

    /**
     * @param packs moves it there
     * @param target where the best pack is to lie
     * @throws ConfigurationException if a file lies there, or an earlier tuning has left its best pack
     */
    BestPack(Packs packs, Path target) {
        Folders.check(target);
        this.packs = packs;
        this.target = target.toAbsolutePath().normalize();
        this.best = beside("best");
        this.trial = beside("trial");
        Folders.check(trial);
        if (Files.exists(best)) {
            throw new ConfigurationException(
                    best.toString(),
                    "a tuning that was cut off has left its best pack there",
                    "Move it away to keep it, or delete it");
        }
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
        stranded = true;
        try {
            packs.move(best, target);
            stranded = false;
        } catch (DataException e) {
            throw new DataException(
                    "tuning", e.getMessage(), "The best pack lies beside it, in " + best.getFileName(), e);
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
