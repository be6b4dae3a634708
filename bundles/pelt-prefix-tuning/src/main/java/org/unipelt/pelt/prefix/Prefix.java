package org.unipelt.pelt.prefix;

import org.unipelt.api.pelt.Parameter;
import org.unipelt.api.pelt.Site;
import org.unipelt.api.pelt.Weights;

/** Where keys and values come from. */
@FunctionalInterface
interface Prefix {

    /**
     * Declares one half of a prefix.
     *
     * @param half its name, key or value
     * @return [length, outputSize]
     */
    Parameter declare(String half, Site site, Weights weights);
}
