/** Base models: families, checkpoints, and the frozen model that compositions stand on. */
@Export
@Version("1.0.0")
package org.unipelt.api.model;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
