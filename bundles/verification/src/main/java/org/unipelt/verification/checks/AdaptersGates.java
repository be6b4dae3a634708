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
    private static final String STATE = "hidden_state.";
    private static final String DECODER_STATE = "decoder_" + STATE;
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
        String layer = layer(Integer.parseInt(gate.group(1)));
        long columns = tensor.shape().numDimensions() < 2 ? 1 : tensor.shape().get(1);
        List<String> found = slots.stream()
                .limit(columns)
                .flatMap(slot -> named(layer, slot).stream())
                .toList();
        return columns <= slots.size() && found.size() == columns ? found : List.of(name);
    }

    /** A layer's name as a regular expression: the library counts a decoder's layers behind those of its encoder. */
    private String layer(int number) {
        if (outputs.stream().noneMatch(name -> name.startsWith(DECODER_STATE))) {
            return "(encoder|decoder)\\.layer\\." + number;
        }
        // one state more than layers: the embeddings
        int encoder =
                (int) outputs.stream().filter(name -> name.startsWith(STATE)).count() - 1;
        return number < encoder ? "encoder\\.layer\\." + number : "decoder\\.layer\\." + (number - encoder);
    }

    /** Methods are named by who imported them; what they weigh is not. */
    private List<String> named(String layer, String slot) {
        Pattern gate = Pattern.compile("gate\\." + layer + "\\.[^.]+" + Pattern.quote(slot));
        return outputs.stream().filter(name -> gate.matcher(name).matches()).toList();
    }
}
