package org.unipelt.api.pelt;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A named place in the base model where a contribution may enter. A value: it exists before any graph is drawn.
 *
 * @param stage the half of the model
 * @param layer the layer's number from 0; -1 for what stands outside the layers: embeddings and pooler
 * @param kind what the site is
 * @param inputSize the last dimension of what the site reads
 * @param outputSize the last dimension of what the site gives; for KEY_VALUE heads times head size
 * @param biased whether the base model adds a bias here (T5 has none)
 */
@ProviderType
public record Site(Stage stage, int layer, SiteKind kind, int inputSize, int outputSize, boolean biased) {

    /** The site in parameter names and messages: {@code encoder.layer.0.query}. */
    public String name() {
        return layer < 0 ? stage.word() + "." + kind.word() : layerName() + "." + kind.word();
    }

    /** The site's layer in parameter names and messages: {@code encoder.layer.0}. */
    public String layerName() {
        return layer < 0 ? stage.word() + ".embeddings" : stage.word() + ".layer." + layer;
    }
}
