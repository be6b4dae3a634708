package org.unipelt.shell.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unipelt.api.DataException;
import org.unipelt.api.Failures;

/** Writes labelled texts as TSV. */
final class TableFile {
    private TableFile() {}

    /** Writes a title line and a line for each text; tabs cannot occur in the texts. */
    static void write(Path file, String textColumn, String labelColumn, List<LabelledText> texts) {
        String content = Stream.concat(
                        Stream.of(textColumn + "\t" + labelColumn),
                        texts.stream().map(t -> t.text() + "\t" + t.label()))
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new DataException(
                    file.toString(),
                    "it cannot be written: " + Failures.reason(e),
                    "Make room, or name another place",
                    e);
        }
    }
}
