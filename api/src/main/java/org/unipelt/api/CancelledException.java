package org.unipelt.api;

import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/** Work that its caller asked to stop, and that has no part of a result to give. */
@ProviderType
public class CancelledException extends UniPeltException {
    private static final long serialVersionUID = 1L;

    /** @param work what was stopped */
    public CancelledException(String work) {
        super(work, "it was stopped", "");
    }

    /**
     * Ends the work where its caller has asked for that.
     *
     * @param cancelled whether the caller has
     * @param work what would be stopped
     * @throws CancelledException if so
     */
    public static void check(BooleanSupplier cancelled, String work) {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException(work);
        }
    }
}
