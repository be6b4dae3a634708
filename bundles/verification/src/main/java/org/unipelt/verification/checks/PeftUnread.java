package org.unipelt.verification.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.unipelt.api.model.TensorData;

/**
 * What peft saves of virtual tokens and prefixes beside an encoder and a decoder, and no layer reads. An import leaves it
 * behind, so that an export cannot give it back.
 *
 * @param reason what is not read; empty where all is
 * @param blocks how many blocks of keys and values stand side by side, of which every second is not read; 0 where the second
 *     half of the rows is not
 */
record PeftUnread(String reason, int blocks) {
    private static final String TENSOR = "prompt_embeddings";
    private static final PeftUnread NOTHING = new PeftUnread("", 0);

    /** @param config the content of adapter_config.json */
    static PeftUnread of(JsonNode config) {
        int layers = config.path("num_layers").asInt();
        if (config.path("num_transformer_submodules").asInt() != 2) {
            return NOTHING;
        }
        return switch (config.path("peft_type").asText()) {
            case "PROMPT_TUNING" -> new PeftUnread("its second half is for a decoder, which reads none of it", 0);
            // a decoder's layer i reads block 2 i mod N
            case "PREFIX_TUNING" ->
                layers > 0 && layers % 2 == 0
                        ? new PeftUnread("every second of its " + layers + " blocks is read by no layer", layers)
                        : NOTHING;
            default -> NOTHING;
        };
    }

    /** Whether a tensor is one of a classifier's biases by the names of training, which peft saves beside those of the classifier. */
    static boolean again(String name) {
        return name.endsWith(".bias") && (name.contains(".modules_to_save.") || name.contains(".original_module."));
    }

    /** Whether it stands in this tensor. */
    boolean in(String name, TensorData tensor) {
        return !reason.isEmpty()
                && name.equals(TENSOR)
                && !tensor.integer()
                && tensor.shape().numDimensions() == 2;
    }

    /** The tensor without it: half of its rows, or with 0 in the blocks. */
    TensorData removed(TensorData tensor) {
        int rows = Math.toIntExact(tensor.shape().get(0));
        if (blocks == 0) {
            return Layout.rows(tensor, 0, rows / 2);
        }
        int width = Math.toIntExact(tensor.shape().get(1)) / blocks;
        float[] values = tensor.floats().clone();
        for (int block = 1; block < rows * blocks; block += 2) { // there is an even number of them in a row
            Arrays.fill(values, block * width, (block + 1) * width, 0);
        }
        return TensorData.of(tensor.shape(), values);
    }
}
