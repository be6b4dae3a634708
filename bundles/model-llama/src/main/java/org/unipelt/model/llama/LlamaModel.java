package org.unipelt.model.llama;

import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.PeltModel;

/** Llama (Touvron et al. 2023, arXiv 2302.13971) and models of its shape, as Hugging Face's config.json describes them. */
@Component
@PeltModel(LlamaModel.TYPE)
public final class LlamaModel implements BaseModel {
    static final String TYPE = "llama";

    @Override
    public BaseModelInstance instantiate(Map<String, Object> config) {
        return new LlamaInstance(LlamaConfig.read(config));
    }
}
