package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.UniPeltException;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;

/** The commands of {@code unipelt}, put together. */
public final class CommandLines {
    private static final int USAGE_WIDTH = 100;

    private CommandLines() {}

    /** Runs a command line; gives the exit code. Whatever goes wrong is one line on standard error. */
    public static int execute(Context context, String... arguments) {
        CommandLine commandLine = of(context);
        int code;
        try {
            code = commandLine.execute(arguments);
        } catch (Error e) { // picocli lets errors through: no memory, a native library that does not load
            code = failed(e, commandLine, context.console().err());
        }
        boolean lost = context.console().out().checkError(); // which flushes
        if (lost) {
            context.console()
                    .err()
                    .println(
                            "unipelt: standard output: not everything could be written. Make room, or name another place.");
        }
        context.console().err().flush();
        return lost && code == ExitCode.OK ? ExitCode.FAILURE : code;
    }

    /** All commands, for execution and for help. */
    static CommandLine of(Context context) {
        CommandLine root = new CommandLine(new UniPeltCommand(context))
                .addSubcommand(new ModulesCommand(context))
                .addSubcommand(new QuickstartCommand(context))
                .addSubcommand(new TrainCommand(context))
                .addSubcommand(new TuneCommand(context))
                .addSubcommand(new CompareCommand(context))
                .addSubcommand(new EvaluateCommand(context))
                .addSubcommand(new PredictCommand(context))
                .addSubcommand(new GenerateCommand(context))
                .addSubcommand(new GatesCommand(context))
                .addSubcommand(new PruneCommand(context))
                .addSubcommand(new MergeCommand(context))
                .addSubcommand(new ImportCommand(context))
                .addSubcommand(new ExportCommand(context))
                .addSubcommand(modelCommand(context))
                .addSubcommand(new DatasetsCommand(context))
                .addSubcommand(new ParametersCommand(context))
                .addSubcommand(new VerifyCommand(context))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchCommand.TrainCommand(context))
                        .addSubcommand(new BenchCommand.MemoryCommand(context))
                        .addSubcommand(new BenchCommand.FeaturesCommand(context))
                        .addSubcommand(new BenchCommand.InferCommand(context))
                        .addSubcommand(new BenchCommand.LimitCommand(context)))
                .setOut(context.console().out())
                .setErr(context.console().err())
                .setUsageHelpWidth(USAGE_WIDTH)
                // a text to predict may well begin with @
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler(
                (e, at, parsed) -> failed(e, root, context.console().err()));
        root.setParameterExceptionHandler((e, arguments) -> misused(e));
        layOut(root, root.getCommandSpec().usageMessage().exitCodeList());
        return root;
    }

    /** The same headings in every help, and the exit codes where a command does not tell its own. */
    private static void layOut(CommandLine command, Map<String, String> exitCodes) {
        CommandLine.Model.UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.parameterListHeading("%nParameters:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
        usage.exitCodeListHeading("%nExit codes:%n").footerHeading("%nExamples:%n");
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeList(exitCodes);
        }
        command.getSubcommands().values().forEach(sub -> layOut(sub, exitCodes));
    }

    private static CommandLine modelCommand(Context context) {
        return new CommandLine(new ModelCommand())
                .addSubcommand(new ModelCommand.ListModels(context))
                .addSubcommand(new ModelCommand.ImportModel(context))
                .addSubcommand(new CreateModelCommand(context))
                .addSubcommand(new ModelCommand.ShowModel(context));
    }

    private static int failed(Throwable problem, CommandLine root, PrintWriter err) {
        err.println("unipelt: " + message(problem));
        UniPeltCommand command = root.getCommand();
        if (command.debug()) {
            problem.printStackTrace(err);
        } else if (!(problem instanceof UniPeltException)) {
            err.println("unipelt: run it again with --debug to see where this comes from");
        }
        return problem instanceof ConfigurationException ? ExitCode.USAGE : ExitCode.FAILURE;
    }

    private static String message(Throwable problem) {
        if (problem instanceof UniPeltException) {
            return oneLine(problem.getMessage());
        }
        String reason = problem.getMessage() == null ? "" : ": " + problem.getMessage();
        return oneLine("unexpected " + problem.getClass().getSimpleName() + reason);
    }

    private static String oneLine(String message) {
        return String.join(" ", message.lines().map(String::strip).toList());
    }

    private static int misused(CommandLine.ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("unipelt: " + oneLine(e.getMessage()));
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            suggestions(unmatched).forEach(s -> err.println("unipelt: did you mean '" + s + "'?"));
        }
        err.println(
                "unipelt: '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' shows what it takes");
        return ExitCode.USAGE;
    }

    private static List<String> suggestions(CommandLine.UnmatchedArgumentException e) {
        return e.getSuggestions().stream().limit(1).toList();
    }
}
