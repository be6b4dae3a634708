package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unipelt.api.pack.Reduction;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unipelt prune}. */
@Command(
        name = "prune",
        description =
                "Removes from a gated pack what hardly weighs: every contribution whose mean gate on labelled data is"
                        + " below a bound. Tells what that changed in size, metrics and time.",
        footer = {
            "  unipelt prune sentiment-pack --data dev.tsv --output small-pack",
            "  unipelt prune sentiment-pack --data dev.tsv --below 0.1        replaces the pack"
        })
final class PruneCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "labelled data: gates are looked at and the change is measured on it")
    private Path data;

    @Option(
            names = "--below",
            paramLabel = "GATE",
            defaultValue = "0.05",
            description = "the smallest mean gate that stays (default: ${DEFAULT-VALUE})")
    private double below;

    @Mixin
    private ReductionOutput output;

    PruneCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (!(below > 0 && below <= 1)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--below takes a number above 0, at most 1");
        }
        Reduction reduction =
                context.services().packs().prune(pack, data, below, output.folder(pack), context.cancellation());
        output.show(reduction, "removed", pack, context.console().out());
        return ExitCode.OK;
    }
}
