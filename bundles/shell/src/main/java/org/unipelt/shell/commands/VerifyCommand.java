package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.services.Context;
import org.unipelt.verification.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt verify}. */
@Command(
        name = "verify",
        description =
                "Holds a model, or tuning methods on it, against what a reference implementation computes: runs every"
                        + " case of the directory's reference.safetensors, and its tokens, heads, gradients and training steps"
                        + " where they are there. A directory of methods (adapter_config.json of peft or adapters, or a"
                        + " config.json that lists methods) holds no base model: --models says where that lies.",
        exitCodeList = {
            "0:all agrees",
            "1:a difference is over the tolerance",
            "2:something in the directory is not understood or not supported, so that it was not compared"
        },
        footer = {
            "  unipelt verify models/tiny-bert",
            "  unipelt verify references/tiny-bert --models models --tolerance 1e-5",
            "  unipelt verify pelt/peft/lora-tiny-bert --models models    methods, on their base model"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DIR", description = "a folder with reference.safetensors")
    private Path directory;

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            description = "where the models lie, each under its name, if DIR does not hold its own")
    private Path models;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-4",
            description = "largest absolute difference that passes (default: ${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--json", description = "write JSON")
    private boolean json;

    VerifyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Report report = context.services().verifier().verify(directory, Optional.ofNullable(models), tolerance);
        context.console().out().println(json ? Json.pretty(report) : report.text());
        return report.exitCode();
    }
}
