package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;

/** Against what Hugging Face's implementation computes for the same weights. */
class BertParityTest {
    private static final double ABSOLUTE = 1e-4;
    private static final double RELATIVE = 1e-5;
    private static final Set<String> NOT_DRAWN = Set.of(
            "input_ids",
            "attention_mask",
            "token_type_ids",
            "labels",
            "start_positions",
            "end_positions",
            "classification_loss",
            "span_loss");

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-no-prefix"})
    void everyOutputAgreesWithTheReferenceImplementation(String name) {
        Map<String, TensorData> reference = new Fixture(name).tensors("reference.safetensors");
        int compared = 0;
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture(name))) {
            for (Map.Entry<String, TensorData> entry : reference.entrySet()) {
                String[] parts = entry.getKey().split("\\.", 3);
                if (!NOT_DRAWN.contains(parts[2])) {
                    Inputs inputs = Inputs.of(reference, Integer.parseInt(parts[1]));
                    agree(entry.getKey(), entry.getValue(), model.run(model.output(parts[2]), inputs));
                    compared++;
                }
            }
        }
        assertEquals(name.equals("tiny-bert") ? 4 * 10 : 4 * 7, compared);
    }

    @Test
    void gradientsByEveryWeightAgreeWithTheReferenceImplementation() {
        Fixture fixture = new Fixture("tiny-bert");
        Map<String, TensorData> reference = fixture.tensors("reference.safetensors");
        Map<String, TensorData> expected = fixture.tensors("gradients.safetensors");
        try (DrawnModel model = DrawnModel.of(new BertModel(), new Fixture("tiny-bert"))) {
            List<String> names = new ArrayList<>();
            expected.keySet().forEach(name -> names.add(ownName(name)));
            long[] labels = reference.get("case.1.labels").longs();
            List<TensorData> gradients =
                    model.gradients("classification_logits", labels, names, Inputs.of(reference, 1));
            int at = 0;
            for (Map.Entry<String, TensorData> entry : expected.entrySet()) {
                BaseWeight weight = model.sources().get(names.get(at));
                TensorData gradient = gradients.get(at++);
                float[] stored = weight.transposed() ? DrawnModel.transpose(gradient) : gradient.floats();
                double difference = largestDifference(entry.getValue().floats(), stored);
                assertTrue(difference < ABSOLUTE, () -> entry.getKey() + " differs by " + difference);
            }
        }
    }

    private static String ownName(String gradient) {
        return gradient.startsWith("classifier.") ? "classification." + gradient : gradient.substring("bert.".length());
    }

    private static void agree(String name, TensorData expected, TensorData actual) {
        assertEquals(expected.shape(), actual.shape(), name);
        double largest = largestDifference(expected.floats(), new float[expected.floats().length]);
        double difference = largestDifference(expected.floats(), actual.floats());
        double allowed = Math.min(ABSOLUTE, RELATIVE * largest);
        assertTrue(difference <= allowed, () -> name + " differs by " + difference + " at most " + allowed);
    }

    private static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            // a comparison that NaN fails keeps it
            largest = difference <= largest ? largest : difference;
        }
        return largest;
    }
}
