package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unipelt.api.client.ModuleInfo;
import org.unipelt.api.options.Option;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;

/** {@code unipelt modules}. */
@Command(
        name = "modules",
        description =
                "Lists methods, gates, aggregations, models, tasks and optimisers: the bundle and version of each,"
                        + " its state, and why one is not active.",
        footer = {
            "  unipelt modules              one line each",
            "  unipelt modules --verbose    also the keys that each takes in a configuration",
            "  unipelt modules --json       for programs"
        })
final class ModulesCommand implements Callable<Integer> {
    private final Context context;

    @picocli.CommandLine.Option(
            names = {"-v", "--verbose"},
            description = "list each option: type, range, default, meaning")
    private boolean verbose;

    @picocli.CommandLine.Option(names = "--json", description = "write JSON")
    private boolean json;

    ModulesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<ModuleInfo> modules = context.services().orchestrator().modules();
        PrintWriter out = context.console().out();
        if (json) {
            out.println(Json.pretty(modules.stream().map(ModulesCommand::toJson).toList()));
        } else if (verbose) {
            modules.forEach(module -> describe(module, out));
        } else {
            table(modules).print(out);
        }
        return ExitCode.OK;
    }

    private static TextTable table(List<ModuleInfo> modules) {
        TextTable table = new TextTable("KIND", "NAME", "BUNDLE", "VERSION", "STATE", "WHY");
        modules.forEach(m -> table.row(m.kind(), m.name(), m.bundle(), m.version(), m.state(), m.reason()));
        return table;
    }

    private static void describe(ModuleInfo module, PrintWriter out) {
        out.printf(
                "%s %s  (%s %s, %s)%n",
                module.kind(), module.name(), module.bundle(), module.version(), module.state());
        if (!module.reason().isEmpty()) {
            out.println("    " + module.reason());
        }
        for (Option option : module.options()) {
            out.println("    " + option.name() + "  " + option.describe());
            out.println("        " + option.help());
        }
    }

    private static Map<String, Object> toJson(ModuleInfo module) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", module.kind());
        tree.put("name", module.name());
        tree.put("bundle", module.bundle());
        tree.put("version", module.version());
        tree.put("state", module.state());
        tree.put("reason", module.reason());
        tree.put(
                "options", module.options().stream().map(ModulesCommand::toJson).toList());
        return tree;
    }

    private static Map<String, Object> toJson(Option option) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", option.name());
        tree.put("type", option.type().name().toLowerCase(java.util.Locale.ROOT));
        tree.put("default", option.fallback());
        tree.put("required", option.required());
        if (option.minimum() != option.maximum()) {
            tree.put("minimum", option.minimum());
            tree.put("maximum", option.maximum());
        }
        tree.put("choices", option.choices());
        tree.put("help", option.help());
        return tree;
    }
}
