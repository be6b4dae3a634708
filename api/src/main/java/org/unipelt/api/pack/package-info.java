/** Packs beside predicting: what their gates say, how they are counted, reduced and exchanged with other libraries. */
@Export
@Version("1.0.0")
package org.unipelt.api.pack;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
