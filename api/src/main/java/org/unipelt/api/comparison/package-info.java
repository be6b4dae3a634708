/** Comparisons: many compositions, trained and judged alike. */
@Export
@Version("1.0.0")
package org.unipelt.api.comparison;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
