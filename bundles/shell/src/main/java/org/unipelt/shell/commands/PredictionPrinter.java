package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unipelt.api.Prediction;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.TextInput;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.console.TextTable;

/** Writes predictions: a line each (label, probability, text), or a JSON object each. */
final class PredictionPrinter {
    private static final Pattern BREAKS = Pattern.compile("\\R|\t");

    private final PrintWriter out;
    private final boolean gates;
    private final boolean json;

    PredictionPrinter(PrintWriter out, boolean gates, boolean json) {
        this.out = out;
        this.gates = gates;
        this.json = json;
    }

    void print(List<TextInput> inputs, List<Prediction> predictions) {
        for (int i = 0; i < inputs.size(); i++) {
            if (json) {
                out.println(Json.line(toJson(inputs.get(i), predictions.get(i))));
            } else {
                printLine(inputs.get(i), predictions.get(i));
            }
        }
        out.flush();
    }

    private void printLine(TextInput input, Prediction prediction) {
        Double probability = prediction.scores().get(prediction.label());
        List<String> fields = new ArrayList<>();
        fields.add(prediction.label());
        fields.add(probability == null ? "-" : Format.decimals(probability, 3));
        fields.add(input.text());
        if (input.pair() != null) {
            fields.add(input.pair());
        }
        out.println(fields.stream().map(PredictionPrinter::inALine).collect(Collectors.joining("\t")));
        if (gates) {
            gateTable(prediction.gates()).print(out);
            out.println();
        }
    }

    /** Tabs and line ends stand between fields and lines alone. */
    private static String inALine(String field) {
        return BREAKS.matcher(field).replaceAll(" ");
    }

    /** Layers down, slots across. */
    private static TextTable gateTable(List<GateValue> gates) {
        Slots values = Slots.of(gates);
        List<String> titles = new ArrayList<>(List.of("GATE OF"));
        titles.addAll(values.slots());
        TextTable table = new TextTable(titles.toArray(String[]::new));
        for (String layer : values.layers()) {
            List<String> cells = new ArrayList<>(List.of(layer));
            for (String slot : values.slots()) {
                Double value = values.means().get(layer).get(slot);
                cells.add(value == null ? "" : Format.decimals(value, 3));
            }
            table.row(cells.toArray());
        }
        return table;
    }

    private Map<String, Object> toJson(TextInput input, Prediction prediction) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", input.text());
        if (input.pair() != null) {
            tree.put("pair", input.pair());
        }
        tree.put("label", prediction.label());
        tree.put("scores", prediction.scores());
        tree.put("composition", prediction.composition());
        if (gates) {
            tree.put("gates", prediction.gates());
        }
        return tree;
    }
}
