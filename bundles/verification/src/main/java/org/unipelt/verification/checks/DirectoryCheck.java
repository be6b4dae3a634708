package org.unipelt.verification.checks;

import java.nio.file.Path;
import java.util.Optional;

/** Compares what directories of one kind hold. */
interface DirectoryCheck {

    /** Whether a directory is of this kind. */
    boolean understands(Folder folder);

    /**
     * Compares everything in it, and reports what it does not compare.
     *
     * @param models where base models lie that the directory itself does not hold
     */
    void check(Folder folder, Optional<Path> models, Findings findings);
}
