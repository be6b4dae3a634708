package org.unipelt.orchestrator;

/**
 * What one gate weighs.
 *
 * @param method the method's name in the composition
 * @param layer the layer's name
 * @param name unique in its layer
 */
record Slot(String method, String layer, String name) {}
