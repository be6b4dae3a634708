package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.util.List;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/** A base model's description as people read it. */
final class ModelPage {
    private static final String UNKNOWN = "not told";

    private final ModelDescription model;

    ModelPage(ModelDescription model) {
        this.model = model;
    }

    void print(PrintWriter out, boolean withTensors) {
        line(out, "name", model.name());
        line(out, "family", model.family());
        line(out, "sizes", sizes());
        line(out, "parameters", model.missing().isEmpty() ? Format.count(model.parameters()) : "unknown");
        line(out, "checkpoint", model.format() + ", " + model.numbers());
        line(out, "tokenizer", model.tokenizer().orElse("none"));
        line(out, "licence", model.licence().orElse(UNKNOWN));
        line(out, "writes text", model.writes() ? "yes" : "no");
        line(out, "missing", model.missing().isEmpty() ? "nothing" : model.missing());
        line(out, "not read", model.unexpected().isEmpty() ? "nothing" : tensors(model.unexpected()));
        model.unexpected().forEach(name -> out.println("    " + name));
        out.println();
        sites().print(out);
        if (withTensors) {
            out.println();
            tensors().print(out);
        }
    }

    private static void line(PrintWriter out, String label, String text) {
        out.printf("%-11s  %s%n", label, text);
    }

    private static String tensors(List<String> names) {
        return names.size() == 1 ? "1 tensor" : names.size() + " tensors";
    }

    private String sizes() {
        return String.format(
                "%d layers of %d, %s tokens known, texts of up to %s tokens",
                model.shape().layers(),
                model.shape().hidden(),
                Format.count(model.shape().vocabulary()),
                Format.count(model.shape().maximumLength()));
    }

    private TextTable sites() {
        TextTable table = new TextTable("WHERE", "SITE", "SIZE");
        model.sites().forEach(site -> table.row(site.place(), site.kind().word(), site.sizes()));
        return table;
    }

    private TextTable tensors() {
        TextTable table = new TextTable("TENSOR", "SHAPE", "NUMBERS");
        model.tensors().forEach((name, shape) -> table.row(name, shape, Format.count(product(shape))));
        return table;
    }

    private static long product(List<Long> shape) {
        return shape.stream().mapToLong(size -> size).reduce(1, (a, b) -> a * b);
    }
}
