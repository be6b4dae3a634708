package org.unipelt.api;

import org.osgi.annotation.versioning.ProviderType;

/** A file that cannot be used: a broken checkpoint, a table without the named column, text in the wrong encoding. */
@ProviderType
public class DataException extends UniPeltException {
    private static final long serialVersionUID = 1L;

    public DataException(String thing, String reason, String remedy) {
        super(thing, reason, remedy);
    }

    public DataException(String thing, String reason, String remedy, Throwable cause) {
        super(thing, reason, remedy, cause);
    }
}
