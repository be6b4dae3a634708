package org.unipelt.shell;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.unipelt.shell.commands.CommandLines;
import org.unipelt.shell.console.AwaitedInput;
import org.unipelt.shell.console.Cancellation;
import org.unipelt.shell.console.Console;
import org.unipelt.shell.services.Context;
import org.unipelt.shell.services.Services;

/**
 * Runs the process's command line once the launcher has offered it, in a thread of its own, and ends the process with the
 * command's exit code. When the framework stops first, as on Ctrl-C, the command is asked to stop and may finish what it
 * has to: a training writes its best weights.
 */
@Component(
        service = {},
        immediate = true)
public final class Shell {
    /** Below the time that the component runtime grants a component to stop. */
    private static final long SECONDS_TO_FINISH = 50;

    private final Cancellation cancellation = new Cancellation();
    private static final long MILLISECONDS_BETWEEN_LOOKS = 20;

    private final AwaitedInput input;
    private final CountDownLatch finished = new CountDownLatch(1);

    /**
     * Starts the command.
     *
     * @param commandLine the launcher's offer: its properties hold the arguments; the service is taken too, which tells the
     *     launcher that somebody serves it
     * @param exit ends the process
     * @param services what the commands use
     */
    @Activate
    public Shell(
            @Reference(service = Object.class, target = "(launcher.ready=true)")
                    Map.Entry<Map<String, Object>, Object> commandLine,
            @Reference(target = "(launcher.exit=true)") IntConsumer exit,
            @Reference Services services) {
        this((String[]) commandLine.getKey().get("launcher.arguments"), exit, services, Console.system());
    }

    Shell(String[] arguments, IntConsumer exit, Services services, Console console) {
        Context context = new Context(services, console, cancellation);
        input = console.in();
        new Thread(() -> run(context, arguments, exit), "unipelt-command").start();
    }

    private void run(Context context, String[] arguments, IntConsumer exit) {
        int code = 1;
        try {
            code = CommandLines.execute(context, arguments);
        } finally {
            finished.countDown();
            exit.accept(code);
        }
    }

    /** A command that waits for input has nothing to finish, and nobody could wake it. */
    @Deactivate
    void stop() throws InterruptedException {
        cancellation.cancel();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_FINISH);
        while (!finished.await(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)
                && !input.awaited()
                && System.nanoTime() < end) {
            // once more
        }
    }
}
