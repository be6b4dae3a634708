package org.unipelt.shell.commands;

import java.nio.file.Path;
import org.unipelt.api.Availability;
import org.unipelt.api.Predictor;
import org.unipelt.api.UnavailableException;

/** What commands ask of a pack before they use it. */
final class Packs {
    private Packs() {}

    /** @throws UnavailableException if a method that the pack needs is missing */
    static void requireAvailable(Predictor predictor, Path pack) {
        Availability availability = predictor.availability();
        if (!availability.available()) {
            throw new UnavailableException(
                    pack.toString(), availability.reason(), "'unipelt modules' lists what is there");
        }
    }
}
