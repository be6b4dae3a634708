package org.unipelt.comparison;

import java.util.List;
import java.util.Map;

/**
 * A composition that takes part.
 *
 * @param name its name in the comparison
 * @param parts the keys of a composition that are its own: {@code methods}, {@code gating} and their like
 * @param training the keys of {@code "training"} that are its own
 * @param learningRates the rates that are tried; {@link #AUTO} where the trainer looks for one in each run
 */
record Contender(String name, Map<String, Object> parts, Map<String, Object> training, List<Object> learningRates) {
    static final String AUTO = "auto";
}
