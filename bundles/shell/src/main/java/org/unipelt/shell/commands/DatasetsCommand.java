package org.unipelt.shell.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.unipelt.api.data.DataSets.KnownDataSet;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unipelt datasets}. */
@Command(
        name = "datasets",
        description =
                "Lists the data sets that are known by name: a configuration's \"task\" needs no more of them than"
                        + " \"dataset\", the name, and \"folder\", where their files are. None is downloaded. Keys that stand beside"
                        + " these two stay as they are written.",
        footer = {
            "  unipelt datasets",
            "  unipelt datasets --json",
            "  unipelt train config.json --output pack --set task.dataset=cola --set task.folder=data/CoLA"
        })
final class DatasetsCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "write JSON, with all keys that a name stands for")
    private boolean json;

    DatasetsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<KnownDataSet> sets = context.services().dataSets().list();
        if (json) {
            context.console()
                    .out()
                    .println(
                            Json.pretty(sets.stream().map(DatasetsCommand::tree).toList()));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("NAME", "TASK", "METRIC", "FILES", "ABOUT");
        sets.forEach(set ->
                table.row(set.name(), set.task().get("type"), set.task().get("metric"), files(set), set.about()));
        table.print(context.console().out());
        return ExitCode.OK;
    }

    private static String files(KnownDataSet set) {
        return set.files().values().stream()
                .map(names -> String.join(" or ", names))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> tree(KnownDataSet set) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", set.name());
        tree.put("about", set.about());
        tree.put("task", set.task());
        tree.put("files", set.files());
        return tree;
    }
}
