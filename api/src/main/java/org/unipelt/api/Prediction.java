package org.unipelt.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a composition says of one text.
 *
 * @param label the answer; for regression the number, written out
 * @param scores for each possible answer a probability, most probable first; for regression the number under {@code value}
 * @param gates the gate values of this text, when they were asked for; else empty
 * @param composition the composition that answered: the methods in force, in order
 */
@ProviderType
public record Prediction(String label, Map<String, Double> scores, List<GateValue> gates, List<String> composition) {
    public Prediction {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        gates = List.copyOf(gates);
        composition = List.copyOf(composition);
    }

    /**
     * The weight of one slot for one text.
     *
     * @param method the method's name in the composition
     * @param slot the slot within its layer: {@code lora.query}
     * @param layer the layer's name: {@code encoder.layer.0}
     * @param value the gate, 0 to 1
     */
    @ProviderType
    public record GateValue(String method, String slot, String layer, double value) {}
}
