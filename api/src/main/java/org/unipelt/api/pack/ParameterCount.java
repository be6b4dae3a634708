package org.unipelt.api.pack;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How many numbers an owner has.
 *
 * @param trained while it is trained, re-parameterisations included, frozen ones not
 * @param deployed as they stand in a pack, frozen ones included
 */
@ProviderType
public record ParameterCount(long trained, long deployed) {}
