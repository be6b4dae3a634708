package org.unipelt.api.model;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A family of base models, such as BERT; the service of a model bundle, named by {@link PeltModel}. */
@ConsumerType
public interface BaseModel {

    /**
     * The architecture that a config.json describes; no weights are touched.
     *
     * @param config config.json
     * @throws org.unipelt.api.ConfigurationException if a key is missing, out of range or not supported: names it
     */
    BaseModelInstance instantiate(Map<String, Object> config);
}
