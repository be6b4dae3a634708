package org.unipelt.api;

/** A configuration that is not understood: an unknown key, a value out of its range, a missing file. */
public class ConfigurationException extends UniPeltException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String thing, String reason, String remedy) {
        super(thing, reason, remedy);
    }

    public ConfigurationException(String thing, String reason, String remedy, Throwable cause) {
        super(thing, reason, remedy, cause);
    }
}
