package org.unipelt.tokenizers;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.model.ModelFiles;

/** Small models of the fixtures, and models made up in a test. */
final class Models {
    private Models() {}

    static String tokenizerJson(String model) {
        return resource(model, "tokenizer.json");
    }

    static String resource(String model, String file) {
        String path = "/models/" + model + "/" + file;
        try (InputStream in = Models.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A model of the fixtures with all that a tokenizer is made of. */
    static ModelFiles saved(String model) {
        return of(Map.of(
                "tokenizer.json", utf8(tokenizerJson(model)),
                "tokenizer_config.json", utf8(resource(model, "tokenizer_config.json"))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ModelFiles of(String tokenizerJson) {
        return of(Map.of("tokenizer.json", utf8(tokenizerJson)));
    }

    static ModelFiles of(Map<String, byte[]> files) {
        return new ModelFiles() {
            @Override
            public Set<String> names() {
                return files.keySet();
            }

            @Override
            public InputStream open(String name) throws IOException {
                if (!files.containsKey(name)) {
                    throw new FileNotFoundException(name);
                }
                return new ByteArrayInputStream(files.get(name));
            }
        };
    }
}
