package org.unipelt.model.bert;

import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.BaseModelInstance;
import org.unipelt.api.model.PeltModel;

/**
 * RoBERTa (Liu et al. 2019, arXiv 1907.11692), as Hugging Face's config.json and checkpoints describe it: a BERT
 * whose positions count the tokens that are no padding, and whose heads read the first token and no pooler.
 */
@Component
@PeltModel(RobertaModel.TYPE)
public final class RobertaModel implements BaseModel {
    static final String TYPE = "roberta";

    @Override
    public BaseModelInstance instantiate(Map<String, Object> config) {
        return new BertInstance(BertConfig.read(BertVariant.ROBERTA, config));
    }
}
