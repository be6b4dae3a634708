package org.unipelt.shell.console;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unipelt.api.Prediction.GateValue;

/**
 * Gate values as a table: the mean over all of a layer and slot.
 *
 * @param layers the layers, in the order in which they came
 * @param slots the slots, in the order in which they came
 * @param means by layer, then by slot; a layer may lack a slot
 */
public record Slots(List<String> layers, List<String> slots, Map<String, Map<String, Double>> means) {

    /** The means of gate values, of one text or of many. */
    public static Slots of(List<GateValue> gates) {
        Map<String, Map<String, double[]>> sums = new LinkedHashMap<>();
        Set<String> slots = new LinkedHashSet<>();
        for (GateValue gate : gates) {
            slots.add(name(gate));
            double[] sum = sums.computeIfAbsent(gate.layer(), l -> new LinkedHashMap<>())
                    .computeIfAbsent(name(gate), s -> new double[2]);
            sum[0] += gate.value();
            sum[1]++;
        }
        Map<String, Map<String, Double>> means = new LinkedHashMap<>();
        sums.forEach((layer, row) -> {
            Map<String, Double> mean = means.computeIfAbsent(layer, l -> new LinkedHashMap<>());
            row.forEach((slot, sum) -> mean.put(slot, sum[0] / sum[1]));
        });
        return new Slots(List.copyOf(means.keySet()), List.copyOf(slots), means);
    }

    /** A slot's name usually begins with its method's; where it does not, the method is put before it. */
    private static String name(GateValue gate) {
        return gate.slot().startsWith(gate.method()) ? gate.slot() : gate.method() + "/" + gate.slot();
    }
}
