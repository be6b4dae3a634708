package org.unipelt.shell.commands;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unipelt.api.pack.ParameterCount;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unipelt parameters}. */
@Command(
        name = "parameters",
        description = "Counts what a configuration would train and what its pack would hold, by method, gates apart and"
                + " without the task's head; no weights are loaded.",
        footer = {
            "  unipelt parameters sentiment.json",
            "  unipelt parameters sentiment.json --set methods.0.r=16 --json"
        })
final class ParametersCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private ConfigurationArguments configuration;

    @Option(names = "--json", description = "write JSON")
    private boolean json;

    ParametersCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<String, ParameterCount> counts = context.services().packs().parameters(configuration.composition());
        Map<String, ParameterCount> all = new LinkedHashMap<>(counts);
        all.put("total", sum(counts.values()));
        if (json) {
            context.console().out().println(Json.pretty(all));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("OWNER", "TRAINED", "DEPLOYED");
        all.forEach((owner, count) -> table.row(owner, Format.count(count.trained()), Format.count(count.deployed())));
        table.print(context.console().out());
        return ExitCode.OK;
    }

    private static ParameterCount sum(Collection<ParameterCount> counts) {
        return new ParameterCount(
                counts.stream().mapToLong(ParameterCount::trained).sum(),
                counts.stream().mapToLong(ParameterCount::deployed).sum());
    }
}
