package org.unipelt.verification.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.model.TensorData;
import org.unipelt.verification.Report;

class GradientCheckTest {
    private static final Map<String, String> OF_CASE = Map.of("of", "case.1.classification_loss");
    private final Map<String, TensorData> gradients = new HashMap<>();
    private final Map<String, TensorData> tensors = new HashMap<>(Map.of(
            "case.1.input_ids", InMemory.longs(2),
            "case.1.attention_mask", InMemory.longs(1),
            "case.1.labels", InMemory.longs(0)));

    @Test
    void namesAgreeWithAndWithoutPrefixAndHead() {
        gradients.put("encoder.layer.0.output.dense.bias", InMemory.floats(1));
        gradients.put("classification.classifier.bias", InMemory.floats(2));
        gradients.put("bert.pooler.dense.bias", InMemory.floats(3));
        Report report = check(
                OF_CASE,
                Map.of(
                        "bert.encoder.layer.0.output.dense.bias", InMemory.floats(1),
                        "classifier.bias", InMemory.floats(2),
                        "bert.pooler.dense.bias", InMemory.floats(3)));
        assertEquals(0, report.exitCode(), report.text());
        assertEquals(3, report.lines().size());
    }

    @Test
    void gradientByAWeightThatTheModelLacksIsReported() {
        gradients.put("pooler.dense.bias", InMemory.floats(3));
        Report report = check(OF_CASE, Map.of("bert.pooler.dense.weight", InMemory.floats(3)));
        assertTrue(report.notUnderstood().get(0).contains("bert.pooler.dense.weight"), report.text());
    }

    @Test
    void nameThatFitsSeveralWeightsIsReported() {
        gradients.put("a.classifier.bias", InMemory.floats(3));
        gradients.put("b.classifier.bias", InMemory.floats(3));
        assertEquals(
                1,
                check(OF_CASE, Map.of("classifier.bias", InMemory.floats(3)))
                        .notUnderstood()
                        .size());
    }

    @Test
    void fileThatDoesNotSayWhichLossIsReported() {
        Map<String, TensorData> expected = Map.of("bert.pooler.dense.bias", InMemory.floats(3));
        assertEquals(2, check(Map.of(), expected).exitCode());
        assertEquals(2, check(Map.of("of", "case.1.span_loss"), expected).exitCode());
        assertEquals(
                2, check(Map.of("of", "case.7.classification_loss"), expected).exitCode());
        tensors.remove("case.1.labels");
        assertEquals(2, check(OF_CASE, expected).exitCode());
    }

    @Test
    void labelsThatAreNoClassesAreReported() {
        gradients.put("bert.pooler.dense.bias", InMemory.floats(3));
        for (TensorData labels : List.of(InMemory.longs(-100), InMemory.longs(2), InMemory.longs(0, 1))) {
            tensors.put("case.1.labels", labels);
            assertEquals(
                    2,
                    check(OF_CASE, Map.of("bert.pooler.dense.bias", InMemory.floats(3)))
                            .exitCode());
        }
    }

    private Report check(Map<String, String> metadata, Map<String, TensorData> expected) {
        Findings findings = new Findings(1e-4);
        InMemory.Model model = new InMemory.Model(Map.of("classification_logits", InMemory.matrix(1, 0, 0)), gradients);
        new GradientCheck(model, findings).check(expected, metadata, ReferenceCases.of(tensors));
        return findings.report();
    }
}
