/** What all other packages may speak of: errors, texts and predictions. No TensorFlow type is in here. */
@Export
@Version("1.0.0")
package org.unipelt.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
