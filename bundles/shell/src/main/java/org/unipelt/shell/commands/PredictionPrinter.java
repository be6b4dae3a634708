package org.unipelt.shell.commands;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unipelt.api.Prediction;
import org.unipelt.api.Prediction.GateValue;
import org.unipelt.api.TextInput;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.Json;
import org.unipelt.shell.console.Slots;
import org.unipelt.shell.console.TextTable;

/** Writes predictions: a line each (label, probability, text), or a JSON object each. */
final class PredictionPrinter {
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
        out.println(prediction.label()
                + "\t"
                + (probability == null ? "-" : Format.decimals(probability, 3))
                + "\t"
                + input.text()
                + (input.pair() == null ? "" : "\t" + input.pair()));
        if (gates) {
            gateTable(prediction.gates()).print(out);
            out.println();
        }
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
