/** Tuning: compositions found within a time budget. */
@Export
@Version("1.0.0")
package org.unipelt.api.tuning;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
