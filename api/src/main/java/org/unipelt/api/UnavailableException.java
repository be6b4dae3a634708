package org.unipelt.api;

import org.osgi.annotation.versioning.ProviderType;

/** Something that a bundle should provide and no active bundle does; a later call may succeed. */
@ProviderType
public class UnavailableException extends UniPeltException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String thing, String reason, String remedy) {
        super(thing, reason, remedy);
    }

    public UnavailableException(String thing, String reason, String remedy, Throwable cause) {
        super(thing, reason, remedy, cause);
    }
}
