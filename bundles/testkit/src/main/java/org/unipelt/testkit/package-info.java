/** Parts for the tests of methods, gates and aggregations. */
@Export
@Version("1.0.0")
package org.unipelt.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
