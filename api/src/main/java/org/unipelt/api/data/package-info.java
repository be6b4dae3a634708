/** Tables of examples read from CSV, TSV and JSON lines, questions from SQuAD files, and data sets known by name. */
@Export
@Version("1.0.0")
package org.unipelt.api.data;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
