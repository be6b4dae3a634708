package org.unipelt.verification.checks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unipelt.api.model.TensorData;

/**
 * The cases of a reference.safetensors.
 *
 * @param cases by number
 * @param others tensors that belong to no case
 */
record ReferenceCases(Map<Integer, Case> cases, Map<String, TensorData> others) {
    static final String FILE = "reference.safetensors";
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String DECODER_IDS = "decoder_input_ids";
    static final String DECODER_MASK = "decoder_attention_mask";
    private static final List<String> INPUTS = List.of(IDS, MASK, "token_type_ids", DECODER_IDS, DECODER_MASK);
    private static final Pattern NAME = Pattern.compile("case\\.(\\d{1,9})\\.(.+)");

    static ReferenceCases of(Map<String, TensorData> tensors) {
        ReferenceCases reference = new ReferenceCases(new TreeMap<>(), new TreeMap<>());
        tensors.forEach((name, tensor) -> {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                reference
                        .cases
                        .computeIfAbsent(number, n -> new Case(n, new TreeMap<>()))
                        .tensors
                        .put(matcher.group(2), tensor);
            } else {
                reference.others.put(name, tensor);
            }
        });
        return reference;
    }

    /** What a model reads, of tensors by their plain names. */
    static Map<String, TensorData> inputs(Map<String, TensorData> tensors) {
        Map<String, TensorData> inputs = new TreeMap<>();
        for (String name : INPUTS) {
            TensorData tensor = tensors.get(name);
            if (tensor != null && tensor.integer()) {
                inputs.put(name, tensor);
            }
        }
        return inputs;
    }

    /**
     * One run.
     *
     * @param tensors inputs and outputs, by their names without the case
     */
    record Case(int number, Map<String, TensorData> tensors) {
        /** What the model reads. */
        Map<String, TensorData> inputs() {
            return ReferenceCases.inputs(tensors);
        }

        boolean runnable() {
            return inputs().keySet().containsAll(INPUTS.subList(0, 2));
        }

        /** A tensor's name in the file. */
        String name(String tensor) {
            return "case." + number + "." + tensor;
        }
    }
}
