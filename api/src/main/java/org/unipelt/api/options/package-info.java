/** One declaration of a service's configuration: from it come defaults, checks, error messages and help. */
@Export
@Version("1.0.0")
package org.unipelt.api.options;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
