package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unipelt.api.Folders;
import org.unipelt.shell.quickstart.Corpus;
import org.unipelt.shell.quickstart.Quickstart;
import org.unipelt.shell.services.Context;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unipelt quickstart}. */
@Command(
        name = "quickstart",
        description =
                "Shows everything at work on real text: trains a head alone, three methods one at a time and their"
                        + " gated union, then deploys a fourth method into the running program while predictions go on, and"
                        + " writes a report. Takes up to six minutes on two cores.",
        footer = {
            "  unipelt quickstart                   nouns' definitions from WordNet, 12 classes",
            "  unipelt quickstart --short           the same in a minute and a half, with fewer rows",
            "  unipelt quickstart --data grammar    right and wrong sentences: far harder",
            "  unipelt quickstart --seeds 5 --output five-seeds"
        })
final class QuickstartCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "NAME", defaultValue = "wordnet", description = "wordnet or grammar")
    private Corpus corpus;

    @Option(names = "--short", description = "fewer rows and epochs, one seed")
    private boolean brief;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "0",
            description = "train with this many seeds; without it as many as six minutes allow, at most three")
    private int seeds;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            defaultValue = "unipelt-quickstart",
            description = "where tables, packs and report go (default: ${DEFAULT-VALUE})")
    private Path folder;

    QuickstartCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (seeds < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--seeds takes a whole number from 1");
        }
        Folders.check(folder);
        new Quickstart(context, new Quickstart.Wishes(corpus, brief, seeds, folder)).run();
        return ExitCode.OK;
    }
}
