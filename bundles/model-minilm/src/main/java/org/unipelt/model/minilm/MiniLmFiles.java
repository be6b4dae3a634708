package org.unipelt.model.minilm;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.model.PeltWeights;

/**
 * all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957, tuned by sentence-transformers): a BERT of 6 layers of 384, 22.6 million
 * weights quantised to 8 bits, without a pooler. Sentence vectors are means over the tokens.
 */
@Component
@PeltWeights("minilm-l6")
public final class MiniLmFiles implements ModelFiles {
    /** Where each file lies in the bundle; the weights keep the names that they came with. */
    private static final Map<String, String> RESOURCES = Map.of(
            "config.json", "config.json",
            "model.onnx", "/all-minilm-l6-v2-q.onnx",
            "tokenizer.json", "/all-minilm-l6-v2-q-tokenizer.json");

    @Override
    public Set<String> names() {
        return RESOURCES.keySet();
    }

    @Override
    public InputStream open(String name) throws IOException {
        String resource = RESOURCES.get(name);
        InputStream in = resource == null ? null : MiniLmFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("the bundle has no " + name);
        }
        return in;
    }
}
