package org.unipelt.api.text;

import org.osgi.annotation.versioning.ProviderType;
import org.unipelt.api.model.ModelFiles;

/** Opens a model's tokenizer; the service of the tokenizers bundle. */
@ProviderType
public interface TokenizerFactory {

    /**
     * The tokenizer of a model.
     *
     * @throws org.unipelt.api.DataException if tokenizer.json is missing or not understood
     */
    TextTokenizer open(ModelFiles files);
}
