/** Tasks: examples, heads, losses and metrics. */
@Export
@Version("1.0.0")
package org.unipelt.api.task;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
