package org.unipelt.shell.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.unipelt.api.DataException;
import org.unipelt.shell.console.Console;
import org.unipelt.shell.console.Lines;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where texts come from that do not stand on the command line: a file, or standard input. */
final class TextsInput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--input", paramLabel = "FILE", description = "read texts from a file; - is standard input")
    private String file;

    /** @throws DataException if there is no such file; with texts on the command line none may be named */
    void check(List<String> texts) {
        if (!texts.isEmpty() && file != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "texts and --input cannot be given together: choose one");
        }
        if (!standardInput() && !Files.isRegularFile(Path.of(file))) {
            throw new DataException(file, "there is no such file", "Name a text file, or - for standard input");
        }
    }

    Lines open(Console console) throws IOException {
        return standardInput()
                ? new Lines(console.in(), "standard input")
                : new Lines(Files.newInputStream(Path.of(file)), file);
    }

    private boolean standardInput() {
        return file == null || file.equals("-");
    }
}
