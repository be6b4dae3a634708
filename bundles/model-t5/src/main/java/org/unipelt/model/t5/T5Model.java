package org.unipelt.model.t5;

import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.PeltModel;

/** T5 (Raffel et al. 2020, arXiv 1910.10683), 1.0 and 1.1, as Hugging Face's config.json and checkpoints describe it. */
@Component
@PeltModel(T5Model.TYPE)
public final class T5Model implements BaseModel {
    static final String TYPE = "t5";

    @Override
    public BaseModelInstance instantiate(Map<String, Object> config) {
        return new T5Instance(T5Config.read(config));
    }
}
