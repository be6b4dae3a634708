/** What tests of base model families have in common. */
package org.unipelt.testkit.model;
