package org.unipelt.checkpoints;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unipelt.api.model.ModelFiles;

/** Finds out under which licence a model stands. It only informs: what cannot be read is as if it were not there. */
final class Licence {
    private static final String KEY = "license";
    private static final String CARD = "README.md";
    private static final String FENCE = "---";
    private static final List<String> TEXTS = List.of("license", "license.txt", "license.md", "licence", "copying");
    /** A model card's front matter is short; a licence's title stands at its top. */
    private static final int LINES = 500;

    private Licence() {}

    /** The short names come first: they say more than the title of a text. */
    static Optional<String> of(Map<String, Object> config, ModelFiles files) {
        return card(files)
                .or(() -> Optional.ofNullable(config.get(KEY))
                        .filter(String.class::isInstance)
                        .map(String.class::cast))
                .or(() -> title(files))
                .map(String::strip)
                .filter(licence -> !licence.isEmpty());
    }

    /** {@code license:} between the two lines of hyphens that a model card begins with. */
    private static Optional<String> card(ModelFiles files) {
        List<String> lines = lines(files, CARD);
        if (lines.isEmpty() || !lines.get(0).strip().equals(FENCE)) {
            return Optional.empty();
        }
        return lines.stream()
                .skip(1)
                .takeWhile(line -> !line.strip().equals(FENCE))
                .filter(line -> line.startsWith(KEY + ":"))
                .findFirst()
                .map(line -> line.substring(KEY.length() + 1).strip().replaceAll("^[\"']|[\"']$", ""))
                .filter(licence -> !licence.isEmpty());
    }

    private static Optional<String> title(ModelFiles files) {
        return files.names().stream()
                .filter(name -> TEXTS.contains(name.toLowerCase(Locale.ROOT)))
                .sorted()
                .flatMap(name -> lines(files, name).stream())
                .filter(line -> !line.isBlank())
                .findFirst();
    }

    private static List<String> lines(ModelFiles files, String name) {
        if (!files.names().contains(name)) {
            return List.of();
        }
        try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(files.open(name), StandardCharsets.UTF_8));
                Stream<String> lines = reader.lines()) {
            return lines.limit(LINES).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
