/** Comparison of models and compositions with golden outputs of a reference implementation. */
@Export
@Version("1.0.0")
package org.unipelt.verification;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
