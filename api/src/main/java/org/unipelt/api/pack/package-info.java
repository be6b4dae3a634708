/** Packs beside predicting: what they hold, how they are looked into, reduced and filled from elsewhere. */
@Export
@Version("1.0.0")
package org.unipelt.api.pack;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
