package org.unipelt.model.bert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unipelt.api.model.BaseModelInstance.BaseWeight;
import org.unipelt.api.model.TensorData;
import org.unipelt.testkit.model.DrawnModel;
import org.unipelt.testkit.model.FamilyParity;
import org.unipelt.testkit.model.Fixture;
import org.unipelt.testkit.model.Inputs;

/** Against what Hugging Face's implementation computes for the same weights. */
class BertParityTest {
    private static final double ABSOLUTE = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-no-prefix"})
    void everyOutputAgreesWithTheReferenceImplementation(String name) {
        int outputs = name.equals("tiny-bert") ? 10 : 7;
        assertEquals(4 * outputs, FamilyParity.compareAll(new BertModel(), new Fixture(name)));
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

    private static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            largest = Double.isNaN(largest) || difference <= largest ? largest : difference; // NaN stays
        }
        return largest;
    }
}
