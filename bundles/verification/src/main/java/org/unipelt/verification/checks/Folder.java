package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unipelt.api.DataException;

/** The directory to verify. */
record Folder(Path path, Set<String> names, ObjectMapper json) {
    static final String CONFIG = "config.json";

    /** Files that the checks read. */
    private static final Set<String> COMPARED =
            Set.of(ReferenceCases.FILE, GradientCheck.FILE, TokenCheck.FILE, HeadCheck.FILE);

    /** What the model and its tokenizer are loaded from, older forms of the same, and papers. */
    private static final Pattern KNOWN = Pattern.compile("config\\.json|generation_config\\.json"
            + "|(model|pytorch_model)(-\\d+-of-\\d+)?\\.(safetensors|bin)|(model\\.safetensors|pytorch_model\\.bin)\\.index\\.json"
            + "|tokenizer\\.json|tokenizer_config\\.json|special_tokens_map\\.json|added_tokens\\.json"
            + "|vocab\\.(txt|json)|merges\\.txt|spiece\\.model|tokenizer\\.model|README(\\.md)?|LICENSE(\\.txt)?");

    static Folder of(Path path, ObjectMapper json) {
        if (!Files.isDirectory(path)) {
            throw new DataException(
                    path.toString(), "is no directory", "Give the folder that holds " + ReferenceCases.FILE);
        }
        try (Stream<Path> entries = Files.list(path)) {
            Set<String> names = new TreeSet<>();
            entries.forEach(entry -> names.add(entry.getFileName() + (Files.isDirectory(entry) ? "/" : "")));
            return new Folder(path, names, json);
        } catch (IOException e) {
            throw new DataException(path.toString(), "cannot be listed: " + e.getMessage(), "", e);
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    JsonNode read(String name) {
        try {
            return json.readTree(file(name).toFile());
        } catch (IOException e) {
            throw new DataException(file(name).toString(), "is not JSON: " + e.getMessage(), "Get it again", e);
        }
    }

    /** Reports every file that no check reads. */
    void report(Findings findings) {
        for (String name : names) {
            if (KNOWN.matcher(name).matches()) {
                findings.known(name);
            } else if (!COMPARED.contains(name)) {
                findings.notUnderstood(name, "this version compares " + new TreeSet<>(COMPARED));
            }
        }
    }
}
