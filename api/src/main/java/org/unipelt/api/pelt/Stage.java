package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ProviderType;

/** The half of a model that a site is in; models without a decoder are all ENCODER, those without an encoder all DECODER. */
@ProviderType
public enum Stage {
    /** The half that reads a text at once. */
    ENCODER,
    /** The half that writes: each place sees those before it. */
    DECODER;

    /** The stage as it stands in parameter names: {@code encoder}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
