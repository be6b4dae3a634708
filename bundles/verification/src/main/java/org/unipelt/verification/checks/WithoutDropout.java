package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** A base model as it is but for its dropout, by which no two implementations' trainings would agree. */
final class WithoutDropout {
    private static final Set<String> RATES = Set.of("hidden_dropout_prob", "attention_probs_dropout_prob");

    private WithoutDropout() {}

    /**
     * Makes a model's directory whose files are links to those of another, with a config.json of its own.
     *
     * @param model the model to follow
     * @param directory the directory to make
     */
    static void copy(Folder model, Path directory) {
        if (!(model.has(Folder.CONFIG) && model.read(Folder.CONFIG) instanceof ObjectNode config)) {
            throw new DataException(
                    model.file(Folder.CONFIG).toString(), "is missing, or no JSON object", "Get the model again");
        }
        RATES.forEach(rate -> config.put(rate, 0));
        try {
            Files.createDirectory(directory);
            for (String name : model.names()) {
                if (!name.equals(Folder.CONFIG) && !name.endsWith("/")) {
                    link(model.file(name).toRealPath(), directory.resolve(name));
                }
            }
            model.json().writeValue(directory.resolve(Folder.CONFIG).toFile(), config);
        } catch (IOException e) {
            throw new DataException(
                    model.path().toString(),
                    "cannot be linked to (" + Failures.reason(e) + ")",
                    "Make room, or give rights",
                    e);
        }
    }

    /** Copies where the file system knows no links. */
    private static void link(Path file, Path link) throws IOException {
        try {
            Files.createSymbolicLink(link, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, link);
        }
    }
}
