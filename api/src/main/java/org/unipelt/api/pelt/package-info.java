/** What a method, gate or aggregation bundle implements: sites, contributions, weights. */
@Export
@Version("1.0.0")
package org.unipelt.api.pelt;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
