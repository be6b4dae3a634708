package org.unipelt.shell.services;

import org.unipelt.shell.console.Cancellation;
import org.unipelt.shell.console.Console;

/**
 * What every command works with.
 *
 * @param services the framework's services
 * @param console where to read and write
 * @param cancellation whether the user asked to stop
 */
public record Context(Services services, Console console, Cancellation cancellation) {

    /** Whether somebody still wants answers: the user has not asked to stop, and whoever reads standard output is there. */
    public boolean goesOn() {
        return !cancellation.getAsBoolean() && !console.out().checkError();
    }
}
