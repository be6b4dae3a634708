package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt export}. */
@Command(
        name = "export",
        description = "Writes what a pack holds as a folder that peft loads (adapter_config.json and its weights). What"
                + " peft's format cannot hold is refused, by name.",
        footer = "  unipelt export lora-pack --output my-lora")
final class ExportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "the folder to write")
    private Path directory;

    ExportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.services()
                .interchange()
                .exportTo(pack, directory)
                .forEach(context.console().out()::println);
        context.console().out().println("folder: " + directory);
        return ExitCode.OK;
    }
}
