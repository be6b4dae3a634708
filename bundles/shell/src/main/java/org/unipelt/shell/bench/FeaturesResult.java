package org.unipelt.shell.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unipelt.api.session.TrainableComposition.FrozenLayers;
import org.unipelt.shell.console.Format;
import org.unipelt.shell.console.TextTable;

/**
 * What epochs gained from features.
 *
 * @param base the base model
 * @param layers how many it has
 * @param gains of each composition
 */
public record FeaturesResult(String base, int layers, Map<String, Gain> gains) implements Measured {

    /**
     * What a composition gained.
     *
     * @param device where it ran
     * @param texts of an epoch
     * @param frozen its frozen layers; empty where there are none to gain from
     * @param once seconds that it took to compute them for all texts
     * @param steps of epochs that train
     * @param scores of epochs that are judged
     */
    record Gain(String device, int texts, Optional<FrozenLayers> frozen, double once, Times steps, Times scores) {
        int frozenLayers() {
            return frozen.map(FrozenLayers::layers).orElse(0);
        }
    }

    /** Seconds of each epoch from the texts, and from features. */
    record Times(List<Double> fromTexts, List<Double> fromFeatures) {
        /** How many times as fast the second is. */
        double ratio() {
            return Rounds.median(fromTexts, fromFeatures, (texts, features) -> texts / features);
        }
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("base", base);
        tree.put("layers", layers);
        tree.put(
                "compositions",
                gains.entrySet().stream()
                        .map(entry -> toJson(entry.getKey(), entry.getValue()))
                        .toList());
        return tree;
    }

    private static Map<String, Object> toJson(String name, Gain gain) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("device", gain.device());
        tree.put("texts", gain.texts());
        tree.put("frozen_layers", gain.frozenLayers());
        tree.put("seconds_once", gain.once());
        tree.put("seconds_epoch", Rounds.median(gain.steps().fromTexts()));
        tree.put("seconds_epoch_from_features", Rounds.median(gain.steps().fromFeatures()));
        tree.put("ratio_epoch", gain.steps().ratio());
        tree.put("seconds_judging", Rounds.median(gain.scores().fromTexts()));
        tree.put("seconds_judging_from_features", Rounds.median(gain.scores().fromFeatures()));
        tree.put("ratio_judging", gain.scores().ratio());
        return tree;
    }

    @Override
    public void print(PrintWriter out) {
        Gain any = gains.values().iterator().next();
        out.println(base + " on " + any.device() + ", epochs of " + any.texts()
                + " texts; an epoch from features is so many" + " times as fast (medians of pairs)");
        TextTable table = new TextTable(
                "COMPOSITION", "FROZEN", "ONCE", "EPOCH", "FEATURES", "TIMES", "JUDGING", "FEATURES", "TIMES");
        gains.forEach((name, gain) -> table.row(
                name,
                gain.frozenLayers() + " of " + layers,
                milliseconds(gain.once()),
                milliseconds(Rounds.median(gain.steps().fromTexts())),
                milliseconds(Rounds.median(gain.steps().fromFeatures())),
                Format.decimals(gain.steps().ratio(), 2),
                milliseconds(Rounds.median(gain.scores().fromTexts())),
                milliseconds(Rounds.median(gain.scores().fromFeatures())),
                Format.decimals(gain.scores().ratio(), 2)));
        table.print(out);
    }

    private static String milliseconds(double seconds) {
        return Format.decimals(seconds * 1000, 1) + " ms";
    }
}
