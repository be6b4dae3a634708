package org.unipelt.model.bert;

import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.PeltModel;

/** BERT (Devlin et al. 2019, arXiv 1810.04805), as Hugging Face's config.json and checkpoints describe it. */
@Component
@PeltModel(BertModel.TYPE)
public final class BertModel implements BaseModel {
    static final String TYPE = "bert";

    @Override
    public BaseModelInstance instantiate(Map<String, Object> config) {
        return new BertInstance(BertConfig.read(BertVariant.BERT, config));
    }
}
