package org.unipelt.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What goes wrong for a reason that a user can mend. The message names the thing, the reason and the remedy, in this
 * order: {@code "config.json: 'ranck' is not a key of lora. Did you mean 'r'?"}.
 */
@ProviderType
public class UniPeltException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UniPeltException(String thing, String reason, String remedy) {
        this(thing, reason, remedy, null);
    }

    public UniPeltException(String thing, String reason, String remedy, Throwable cause) {
        super(thing + ": " + stop(reason) + (remedy.isEmpty() ? "" : " " + stop(remedy)), cause);
    }

    private static String stop(String sentence) {
        return sentence.isEmpty() || ".?!".indexOf(sentence.charAt(sentence.length() - 1)) >= 0
                ? sentence
                : sentence + ".";
    }
}
