package org.unipelt.shell.commands;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
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
        if (!standardInput()) {
            checkFile(Path.of(file), "Name a text file, or - for standard input");
        }
    }

    Lines open(Console console) throws IOException {
        return standardInput() ? new Lines(console.in(), "standard input") : new Lines(stream(Path.of(file)), file);
    }

    /** A pipe is as good as a file. */
    static void checkFile(Path file, String remedy) {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new DataException(
                    file.toString(), Files.isDirectory(file) ? "it is a folder" : "there is no such file", remedy);
        }
    }

    /** Of a file or a pipe, in which nobody can look for a place. */
    static InputStream stream(Path file) throws IOException {
        return new FileInputStream(file.toFile());
    }

    private boolean standardInput() {
        return file == null || file.equals("-");
    }
}
