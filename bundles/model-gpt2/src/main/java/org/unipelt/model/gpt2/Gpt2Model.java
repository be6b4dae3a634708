package org.unipelt.model.gpt2;

import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.PeltModel;

/** GPT-2 (Radford et al. 2019), as Hugging Face's config.json and checkpoints describe it. */
@Component
@PeltModel(Gpt2Model.TYPE)
public final class Gpt2Model implements BaseModel {
    static final String TYPE = "gpt2";

    @Override
    public BaseModelInstance instantiate(Map<String, Object> config) {
        return new Gpt2Instance(Gpt2Config.read(config));
    }
}
