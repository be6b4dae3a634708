package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.pack.GateReport;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.TextFile;
import org.unipelt.shell.console.TextTable;
import org.unipelt.shell.report.GateSection;
import org.unipelt.shell.report.Page;
import org.unipelt.shell.services.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unipelt gates}. */
@Command(
        name = "gates",
        description =
                "Shows how much each method of a gated pack weighs on labelled data, layer by layer: the mean gate,"
                        + " its standard deviation over the rows, and how undecided it is, in bits (0 sure, 1 at one half)."
                        + " JSON and HTML also tell the classes apart.",
        footer = {
            "  unipelt gates sentiment-pack --data dev.tsv",
            "  unipelt gates sentiment-pack --data dev.tsv --html gates.html    heat maps by layer and by class",
            "  unipelt gates sentiment-pack --data dev.tsv --json -             JSON in place of the table"
        })
final class GatesCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    private final Context context;

    @Parameters(paramLabel = "PACK", description = "a pack's folder")
    private Path pack;

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "labelled data")
    private Path data;

    @Option(names = "--json", paramLabel = "FILE", description = "write JSON to a file; - is standard output")
    private String json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page with heat maps")
    private Path html;

    GatesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TextFile.check(html);
        if (json != null && !STANDARD_OUTPUT.equals(json)) {
            TextFile.check(Path.of(json));
        }
        GateReport report = context.services().packs().gates(pack, data, context.cancellation());
        if (report.rows().isEmpty()) {
            throw new ConfigurationException(
                    pack.toString(), "the pack has no gates", "Train it with \"gating\": {\"network\": ...}");
        }
        PrintWriter out = context.console().out();
        if (STANDARD_OUTPUT.equals(json)) {
            out.println(Json.pretty(report.toMap()));
        } else {
            table(GateSection.overAllClasses(report)).print(out);
        }
        if (json != null && !STANDARD_OUTPUT.equals(json)) {
            TextFile.write(Path.of(json), Json.pretty(report.toMap()) + "\n");
        }
        if (html != null) {
            Page page =
                    new Page("Gates of " + Format.lastName(pack.toString()), "on " + Format.lastName(data.toString()));
            GateSection.addTo(page, report);
            page.write(html);
        }
        return ExitCode.OK;
    }

    private static TextTable table(List<GateReport.Row> rows) {
        TextTable table = new TextTable("METHOD", "LAYER", "GATE", "MEAN", "DEVIATION", "ENTROPY (BITS)");
        rows.forEach(r -> table.row(
                r.method(),
                r.layer(),
                r.slot(),
                Format.decimals(r.mean(), 3),
                Format.decimals(r.deviation(), 3),
                Format.decimals(r.entropy(), 3)));
        return table;
    }
}
