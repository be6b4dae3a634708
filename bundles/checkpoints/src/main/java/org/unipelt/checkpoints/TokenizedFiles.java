package org.unipelt.checkpoints;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.unipelt.api.model.ModelFiles;

/**
 * The files of a model that has only the older vocab.txt, with a tokenizer.json made from it.
 *
 * @param model how messages name the model
 */
record TokenizedFiles(String model, ModelFiles files) implements ModelFiles {
    static final String TOKENIZER = "tokenizer.json";
    private static final String VOCABULARY = "vocab.txt";
    private static final String ADDED = "added_tokens.json";
    private static final String SETTINGS = "tokenizer_config.json";

    /** The files with a tokenizer.json, made where it can be. */
    static ModelFiles of(String model, ModelFiles files) {
        Set<String> names = files.names();
        // Beside merges.txt a vocab.txt is that of another kind of tokenizer.
        boolean made = names.contains(VOCABULARY) && !names.contains(TOKENIZER) && !names.contains("merges.txt");
        return made ? new TokenizedFiles(model, files) : files;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(files.names());
        names.add(TOKENIZER);
        return names;
    }

    @Override
    public InputStream open(String name) throws IOException {
        return name.equals(TOKENIZER) ? new ByteArrayInputStream(tokenizer()) : files.open(name);
    }

    @Override
    public Optional<Path> path(String name) {
        return name.equals(TOKENIZER) ? Optional.empty() : files.path(name);
    }

    private byte[] tokenizer() throws IOException {
        try (InputStream in = files.open(VOCABULARY)) {
            String vocabulary = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return BertTokenizer.json(vocabulary, settings(), model + "/" + VOCABULARY);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        for (String name : new String[] {ModelConfig.FILE, SETTINGS}) {
            if (files.names().contains(name)) {
                settings.putAll(Json.object(files, name, model));
            }
        }
        if (files.names().contains(ADDED)) {
            settings.put(BertTokenizer.ADDED_TOKENS, Json.object(files, ADDED, model));
        }
        return settings;
    }
}
