package org.unipelt.shell.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.Composition;
import org.unipelt.shell.services.Services;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a command's configuration stands, and what the command line changes in it. */
final class ConfigurationArguments {
    @Parameters(paramLabel = "CONFIG.json", description = "the configuration; files in it are found beside it")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "set a value of the configuration; may be given several times")
    private List<String> settings = List.of();

    /** The file as the user named it. */
    Path file() {
        return file;
    }

    /** What relative files in it are resolved against. */
    Path folder() {
        return Configuration.folder(file);
    }

    /** What it says, where it need not be a composition. */
    Map<String, Object> tree() {
        return Configuration.tree(file, settings);
    }

    /** The composition that it says. */
    Composition composition() {
        return Configuration.read(file, settings);
    }

    /** The composition that it says, to be trained: with what a known data set stands for. */
    Composition trainable(Services services) {
        return Configuration.readTrainable(file, settings, services);
    }
}
