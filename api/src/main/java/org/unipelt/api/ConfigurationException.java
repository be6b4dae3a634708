package org.unipelt.api;

import org.osgi.annotation.versioning.ProviderType;

/** A configuration that is not understood: an unknown key, a value out of its range, a missing file. */
@ProviderType
public class ConfigurationException extends UniPeltException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String thing, String reason, String remedy) {
        super(thing, reason, remedy);
    }

    public ConfigurationException(String thing, String reason, String remedy, Throwable cause) {
        super(thing, reason, remedy, cause);
    }
}
