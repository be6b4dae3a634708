/** What families of base models have in common: reading config.json, finding weights, sites and their parts, masks and heads. */
@Export
@Version("1.0.0")
package org.unipelt.api.family;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
