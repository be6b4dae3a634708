package org.unipelt.shell.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.unipelt.shell.commands.CommandLines;
import org.unipelt.shell.console.AwaitedInput;
import org.unipelt.shell.console.Cancellation;
import org.unipelt.shell.console.Console;
import org.unipelt.shell.services.Context;
import org.unipelt.shell.services.Services;

/**
 * What a command line gave.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record Run(int code, String out, String err) {

    /** Runs a command line with an empty standard input. */
    public static Run of(Services services, String... arguments) {
        return with(services, new byte[0], arguments);
    }

    /** Runs a command line that reads a text. */
    public static Run reading(Services services, String input, String... arguments) {
        return with(services, input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    /** Runs a command line that reads bytes. */
    public static Run with(Services services, byte[] input, String... arguments) {
        return writing(new StringWriter(), services, input, arguments);
    }

    /** Runs a command line whose standard output cannot be written: a full disk, or a reader that has left. */
    public static Run intoNothing(Services services, String input, String... arguments) {
        Writer nothing = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        return writing(nothing, services, input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private static Run writing(Writer out, Services services, byte[] input, String... arguments) {
        StringWriter err = new StringWriter();
        Console console = new Console(
                new AwaitedInput(new ByteArrayInputStream(input)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                100);
        int code = CommandLines.execute(new Context(services, console, new Cancellation()), arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
