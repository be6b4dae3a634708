package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ProviderType;

/** How many of a method's contributions one gate weighs. */
@ProviderType
public enum SlotScope {
    /** One gate for each contribution, which reads what the contribution reads. */
    SITE,
    /** One gate for all contributions in a layer, which reads the layer's attention input. */
    LAYER
}
