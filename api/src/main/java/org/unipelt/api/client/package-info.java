/** What a client of the framework calls: the orchestrator, training, predictors and the compositions that they take. */
@Export
@Version("1.0.0")
package org.unipelt.api.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
