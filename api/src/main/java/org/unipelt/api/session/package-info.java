/**
 * Base models and compositions in TensorFlow sessions, with their weights as numbers: for what trains, measures, verifies and
 * exchanges them. Those who only predict find all they need in {@link org.unipelt.api.client}.
 */
@Export
@Version("1.0.0")
package org.unipelt.api.session;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
