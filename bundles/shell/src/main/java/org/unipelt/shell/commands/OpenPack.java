package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.unipelt.api.Availability;
import org.unipelt.api.UnavailableException;
import org.unipelt.api.client.Predictor;

/** What commands ask of a pack before they use it. */
final class OpenPack {
    private OpenPack() {}

    /** @throws UnavailableException if a method that the pack needs is missing */
    static void requireAvailable(Predictor predictor, Path pack) {
        Availability availability = predictor.availability();
        if (!availability.available()) {
            throw new UnavailableException(
                    pack.toString(), availability.reason(), "'unipelt modules' lists what is there");
        }
    }

    /** Says once how many texts were cut, if any were. */
    static void noteTruncated(Predictor predictor, PrintWriter err) {
        noteTruncated(
                predictor.truncatedTexts(), "the pack takes, and cut; training.maximum_length sets the limit", err);
    }

    /** @param than what the texts were longer than, and what became of them */
    static void noteTruncated(long truncated, String than, PrintWriter err) {
        if (truncated > 0) {
            err.println(
                    "unipelt: " + truncated + (truncated == 1 ? " text was" : " texts were") + " longer than " + than);
        }
    }
}
