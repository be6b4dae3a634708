/** Training: the loop's service, its optimisers, and the composition that they train. */
@Export
@Version("1.0.0")
package org.unipelt.api.training;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
