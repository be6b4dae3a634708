package org.unipelt.orchestrator;

/**
 * What one gate weighs.
 *
 * @param method the method's name in the composition
 * @param layer the layer's name; {@link #MODEL} for a decision on the whole model
 * @param name unique in its layer
 */
record Slot(String method, String layer, String name) {
    static final String MODEL = "model";

    /** The gate's name among a composition's outputs. */
    String output() {
        return "gate." + layer + "." + name;
    }
}
