package org.unipelt.shell.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param in standard input, bytes
 * @param out results; may be piped into another program
 * @param err progress, notices and errors
 * @param terminal whether a person watches {@code err}
 * @param width columns of the terminal
 */
public record Console(AwaitedInput in, PrintWriter out, PrintWriter err, boolean terminal, int width) {

    /** The process's own streams, in UTF-8 whatever the locale: what is written can be read back by {@code --input}. */
    public static Console system() {
        boolean terminal = Terminal.isStandardErrorATerminal();
        return new Console(
                new AwaitedInput(new FileInputStream(FileDescriptor.in)),
                writer(new FileOutputStream(FileDescriptor.out)),
                writer(new FileOutputStream(FileDescriptor.err)),
                terminal,
                terminal ? Terminal.width() : Terminal.DEFAULT_WIDTH);
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
