package org.unipelt.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.model.BaseModel;
import org.unipelt.api.model.TensorData;

/**
 * Holds a family against what Hugging Face's implementation computes for the same weights, at real tokens: to 1e-5 of each
 * tensor's largest value, and to 1e-4 however large that is.
 */
public final class FamilyParity {
    private static final double ABSOLUTE = 1e-4;
    private static final double RELATIVE = 1e-5;
    private static final Set<String> GIVEN = Set.of(
            "input_ids",
            "attention_mask",
            "token_type_ids",
            "position_ids",
            "decoder_input_ids",
            "decoder_attention_mask",
            "labels",
            "start_positions",
            "end_positions");

    private FamilyParity() {}

    /**
     * Compares every output of every case; losses are another's task.
     *
     * @return how many were compared
     */
    public static int compareAll(BaseModel family, Fixture fixture) {
        Map<String, TensorData> reference = fixture.tensors("reference.safetensors");
        List<String> compared = new ArrayList<>();
        try (DrawnModel model = DrawnModel.of(family, fixture)) {
            reference.forEach((name, expected) -> {
                String[] parts = name.split("\\.", 3);
                if (!GIVEN.contains(parts[2]) && !parts[2].endsWith("_loss")) {
                    Inputs inputs = Inputs.of(reference, Integer.parseInt(parts[1]));
                    TensorData actual = model.run(model.output(parts[2]), inputs);
                    assertEquals(expected.shape(), actual.shape(), name);
                    agree(name, kept(parts[2], expected, inputs), kept(parts[2], actual, inputs));
                    compared.add(name);
                }
            });
        }
        return compared.size();
    }

    private static void agree(String name, float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double own = Math.abs((double) expected[i] - actual[i]);
            difference = Double.isNaN(difference) || own <= difference ? difference : own; // NaN stays
        }
        double allowed = Math.min(ABSOLUTE, RELATIVE * largest);
        double found = difference;
        assertTrue(found <= allowed, () -> name + " differs by " + found + ", at most " + allowed);
    }

    /** Values with 0 at padding, where the output has some for each place. */
    private static float[] kept(String output, TensorData values, Inputs inputs) {
        boolean decoder = inputs.decoder() != null && (output.startsWith("decoder") || output.equals("logits"));
        float[][] mask = decoder ? inputs.decoder().mask() : inputs.mask();
        Shape shape = values.shape();
        boolean byPlace = output.contains("hidden_state")
                || Set.of("logits", "start_logits", "end_logits").contains(output);
        float[] kept = values.floats().clone();
        if (!byPlace) {
            return kept;
        }
        int length = (int) shape.get(1);
        int width = (int) (shape.size() / shape.get(0) / length);
        for (int i = 0; i < kept.length; i++) {
            int place = i / width;
            kept[i] *= mask[place / length][place % length];
        }
        return kept;
    }
}
