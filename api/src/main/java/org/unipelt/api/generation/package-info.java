/** Generation: models that write. */
@Export
@Version("1.0.0")
package org.unipelt.api.generation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
