/** What bundles add to training: optimisers. */
@Export
@Version("1.0.0")
package org.unipelt.api.training;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
