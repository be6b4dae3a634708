package org.unipelt.orchestrator;

import org.unipelt.api.ConfigurationException;

/** A method gave something that cannot be composed; the method is to blame, not the composition. */
final class MethodFailure extends ConfigurationException {
    private static final long serialVersionUID = 1L;

    private final String method;

    MethodFailure(String method, String reason, Throwable cause) {
        super("method '" + method + "'", reason, "Its bundle must be mended or removed", cause);
        this.method = method;
    }

    String method() {
        return method;
    }
}
