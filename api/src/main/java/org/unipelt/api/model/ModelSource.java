package org.unipelt.api.model;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A base model that can be loaded.
 *
 * @param name the name or directory that the user gave
 * @param config the content of config.json
 * @param files all its files
 */
@ProviderType
public record ModelSource(String name, Map<String, Object> config, ModelFiles files) {

    /** The family: config.json's {@code model_type}. */
    public String family() {
        return String.valueOf(config.get("model_type"));
    }

    /** How a sentence vector is read off the last hidden states, where the model says so: {@code mean}, {@code first}. */
    public java.util.Optional<String> pooling() {
        return java.util.Optional.ofNullable((String) config.get("unipelt_pooling"));
    }
}
