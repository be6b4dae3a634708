package org.unipelt.launcher;

import java.nio.file.Path;

/**
 * Entry point of {@code bin/unipelt}: starts the installation named by the system property {@code unipelt.home} and
 * ends the JVM with the exit code that a bundle asks for.
 *
 * <p>On Ctrl-C or SIGTERM the JVM runs the shutdown hook, which stops the bundles in the reverse order of their start
 * levels, so that a running command can save what it has, and then ends with 130 or 143 as the signal's convention is.
 */
public final class Main {

    private Main() {}

    /** Runs one command line; never returns. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            Installation installation = Installation.read(home());
            installation.systemProperties().forEach(Main::setUnlessGiven);
            FrameworkRun run = FrameworkRun.of(installation, System.err);
            Runtime.getRuntime().addShutdownHook(new Thread(run::close, "unipelt-shutdown"));
            return run.execute(arguments);
        } catch (LaunchException e) {
            System.err.println("unipelt: " + e.getMessage());
            return FrameworkRun.FAILURE;
        }
    }

    private static Path home() {
        String home = System.getProperty("unipelt.home");
        if (home == null) {
            throw new LaunchException("the system property unipelt.home is not set: start with bin/unipelt");
        }
        return Path.of(home);
    }

    /** What the user gives on the command line (-D in JAVA_OPTS) wins over the configuration file. */
    private static void setUnlessGiven(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
