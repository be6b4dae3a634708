package org.unipelt.shell.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unipelt.api.client.Composition;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.services.Services;

/** A composition from a file, changed by what stands on the command line. */
final class Configuration {
    private Configuration() {}

    /** Reads a file and sets values in it. */
    static Composition read(Path file, List<String> settings) {
        return Composition.of(tree(file, settings), file.toString());
    }

    /** What a file and the command line say, where it need not be a composition. */
    static Map<String, Object> tree(Path file, List<String> settings) {
        Map<String, Object> tree = Json.readObject(file);
        settings.forEach(setting -> Setting.parse(setting).applyTo(tree));
        tree.computeIfPresent("base", (key, base) -> located(base, folder(file)));
        return tree;
    }

    /**
     * Reads a composition that is to be trained: where its task names a known data set, all that it stands for is written out.
     */
    static Composition readTrainable(Path file, List<String> settings, Services services) {
        Composition composition = read(file, settings);
        return composition.task().containsKey("dataset")
                ? composition.withTask(services.dataSets().complete(composition.task(), folder(file)))
                : composition;
    }

    /** A base that is a directory beside the configuration; any other is a name, or is found as it stands. */
    private static Object located(Object base, Path folder) {
        if (!(base instanceof String name)) {
            return base;
        }
        Path beside = folder.resolve(name);
        return Files.isRegularFile(beside.resolve("config.json")) ? beside.toString() : base;
    }

    /** What relative files in the configuration are resolved against. */
    static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
