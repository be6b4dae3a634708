package org.unipelt.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether a pack can answer now.
 *
 * @param available whether it can
 * @param reason where it cannot: names the missing method and, where known, the bundle that gave it
 */
@ProviderType
public record Availability(boolean available, String reason) {
    /** It can. */
    public static final Availability READY = new Availability(true, "");
}
