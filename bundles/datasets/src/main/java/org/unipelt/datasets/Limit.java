package org.unipelt.datasets;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * What JSON may not have, since nobody can have meant it.
 *
 * @param reason what the JSON has
 * @param remedy what to look for
 */
record Limit(String reason, String remedy) {

    /** The limit that was passed; the exception tells it in its message alone. */
    static Limit of(StreamConstraintsException problem) {
        String message = problem.getOriginalMessage();
        if (message.startsWith("String")) {
            return new Limit(
                    "it holds a text of more than " + SquadParser.TEXT_LIMIT / 1_000_000 + " million characters",
                    "Split the text, or look for a missing quote");
        }
        if (message.startsWith("Number")) {
            return new Limit("it holds a number of too many digits", "Shorten it, or put it into quotes");
        }
        return message.startsWith("Document nesting")
                ? new Limit("its lists and objects stand too deep in one another", "Look for a missing bracket")
                : new Limit("it holds a key of too many characters", "Look for a missing quote");
    }
}
