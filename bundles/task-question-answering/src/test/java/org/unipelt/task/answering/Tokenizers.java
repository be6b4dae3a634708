package org.unipelt.task.answering;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.unipelt.api.model.ModelFiles;
import org.unipelt.api.text.TextTokenizer;
import org.unipelt.tokenizers.HuggingFaceTokenizerFactory;

/** The small real tokenizers that the tokenizers' own tests read. */
final class Tokenizers {
    private static final Path MODELS = Path.of("../tokenizers/src/test/resources/models");

    private Tokenizers() {}

    static TextTokenizer open(String model) {
        return new HuggingFaceTokenizerFactory(Path.of("target/tokenizers")).open(new ModelFiles() {
            @Override
            public Set<String> names() {
                return Set.of("tokenizer.json", "tokenizer_config.json");
            }

            @Override
            public InputStream open(String name) throws IOException {
                return Files.newInputStream(MODELS.resolve(model).resolve(name));
            }
        });
    }
}
