/** What families of base models have in common: reading config.json, finding weights, norms, activations and masks. */
@Export
@Version("1.0.0")
package org.unipelt.api.family;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
