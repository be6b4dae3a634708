package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unipelt.api.pack.Reduction;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt merge}. */
@Command(
        name = "merge",
        description =
                "Folds a pack's low-rank and bias shifts into a copy of the base model's weights, where no gate or a"
                        + " fixed one weighs them: the same answers with less work. Tells what that changed.",
        footer = {
            "  unipelt merge lora-pack --output merged-pack",
            "  unipelt merge lora-pack --data dev.tsv       measures the change, and replaces the pack"
        })
final class MergeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Option(names = "--data", paramLabel = "FILE", description = "labelled data to measure the change on")
    private Path data;

    @Mixin
    private ReductionOutput output;

    MergeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Reduction reduction = context.services()
                .packs()
                .merge(pack, Optional.ofNullable(data), output.folder(pack), context.cancellation());
        output.show(reduction, "folded", pack, context.console().out());
        return ExitCode.OK;
    }
}
