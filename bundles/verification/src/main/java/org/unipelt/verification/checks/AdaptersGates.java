package org.unipelt.verification.checks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unipelt.api.model.TensorData;

/**
 * Which outputs are the gates of UniPELT in adapters, {@code gate.layer.N.PLACE}: [batch], or [batch, gates] where a place has
 * several.
 *
 * @param outputs the composition's outputs
 */
record AdaptersGates(Set<String> outputs) {
    private static final Pattern GATE = Pattern.compile("gate\\.layer\\.(\\d+)\\.(\\w+)");
    private static final Pattern OWN = Pattern.compile("gate\\.(encoder|decoder)\\.layer\\.(\\d+)\\..+");
    private static final List<String> PREFIX = List.of(".key_value", ".key_value.values");

    /** The ends of the slots' names, by place, in the order of the columns. */
    private static final Map<String, List<String>> SLOTS = Map.of(
            "output_adapter", List.of(".ffn_block"),
            "self_prefix", PREFIX,
            "encoder_prefix", PREFIX,
            "cross_prefix", List.of(".cross_key_value", ".cross_key_value.values"),
            "selfattn_lora", List.of(".query", ".value", ".cross_query", ".cross_value"));

    /**
     * The outputs that stand in a tensor, one for each column.
     *
     * @return the name itself for what is no gate, and for gates that the composition has not
     */
    List<String> outputs(String name, TensorData tensor) {
        Matcher gate = GATE.matcher(name);
        if (!gate.matches() || !SLOTS.containsKey(gate.group(2))) {
            return List.of(name);
        }
        List<String> slots = SLOTS.get(gate.group(2));
        long columns = tensor.shape().numDimensions() < 2 ? 1 : tensor.shape().get(1);
        List<String> found = slots.stream()
                .limit(columns)
                .flatMap(slot -> named("gate." + layer(Integer.parseInt(gate.group(1))) + ".", slot).stream())
                .toList();
        return columns <= slots.size() && found.size() == columns ? found : List.of(name);
    }

    /** The library counts a decoder's layers behind the encoder's. */
    private String layer(int number) {
        int encoder = layers("encoder");
        return number < encoder ? "encoder.layer." + number : "decoder.layer." + (number - encoder);
    }

    private int layers(String stage) {
        return outputs.stream()
                .map(OWN::matcher)
                .filter(own -> own.matches() && own.group(1).equals(stage))
                .mapToInt(own -> Integer.parseInt(own.group(2)) + 1)
                .max()
                .orElse(0);
    }

    /** Methods are named by who imported them; what they weigh is not. */
    private List<String> named(String layer, String slot) {
        Pattern gate = Pattern.compile(Pattern.quote(layer) + "[^.]+" + Pattern.quote(slot));
        return outputs.stream().filter(name -> gate.matcher(name).matches()).toList();
    }
}
