package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt import}. */
@Command(
        name = "import",
        description =
                "Writes a pack that computes what a folder saved by peft or adapters computes (adapter_config.json and"
                        + " its weights). Base models are imported by 'unipelt model import'.",
        footer = {
            "  unipelt import downloads/my-lora --base bert-base --output my-pack",
            "  unipelt import downloads/my-lora --base downloads/bert-base-uncased --output my-pack"
        })
final class ImportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DIR", description = "a folder with adapter_config.json")
    private Path directory;

    @Option(
            names = "--base",
            paramLabel = "MODEL",
            required = true,
            description = "the base model's name, or its Hugging Face directory")
    private String base;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PACK",
            required = true,
            description = "the folder to write the pack to")
    private Path pack;

    ImportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.services()
                .interchange()
                .importInto(directory, base, pack)
                .forEach(context.console().out()::println);
        context.console().out().println("pack: " + pack);
        return ExitCode.OK;
    }
}
