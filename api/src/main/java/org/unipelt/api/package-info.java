/** What a client of the framework sees: compositions, predictions and the orchestrator. No TensorFlow type is in here. */
@Export
@Version("1.0.0")
package org.unipelt.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
