package org.unipelt.shell.commands;

import java.util.concurrent.Callable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code unipelt}: the options that every command takes. */
@Command(
        name = "unipelt",
        description = "Tunes frozen language models with small methods that come and go at run time.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeList = {
            "0:done",
            "1:the operation failed: data, a model or a bundle is missing or broken, a check did not pass",
            "2:the command line or a configuration is not understood"
        },
        footer = {
            "  unipelt quickstart                            see everything at work in some minutes",
            "  unipelt modules                               what is there, and why something is not",
            "  unipelt train config.json --output my-pack    tune a model",
            "  unipelt predict my-pack \"a fine film\"         use it",
            "  unipelt COMMAND --help                        a command's options, with examples"
        })
public final class UniPeltCommand implements Callable<Integer> {
    private static final String DEBUG = "UNIPELT_DEBUG";

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help and exit")
    private boolean help;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "show where an error comes from; also by the environment: " + DEBUG + "=1")
    private boolean debug;

    @Option(
            names = {"-V", "--version"},
            description = "show the version and exit")
    private boolean version;

    UniPeltCommand(Context context) {
        this.context = context;
    }

    boolean debug() {
        String environment = System.getenv(DEBUG);
        return debug || (environment != null && !environment.isEmpty() && !environment.equals("0"));
    }

    @Override
    public Integer call() {
        if (version) {
            context.console().out().println("unipelt " + context.services().version());
            return ExitCode.OK;
        }
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
}
