/** Tokenizers: text to ids with offsets, and batches of them. */
@Export
@Version("1.0.0")
package org.unipelt.api.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
