package org.unipelt.examples.gumbelgate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.Readme;
import org.unipelt.testkit.Values;

class GumbelGateTest {
    private static final int BATCH = 2;
    private static final int LENGTH = 3;
    private static final int SLOTS = 2;
    private static final GateGroup GROUP = new GateGroup("attention_input", 4, List.of("lora", "adapter"));

    private static GateInstance gate(String noise) {
        GumbelGate gate = new GumbelGate();
        return gate.instantiate(gate.options().parse(Map.of("noise", noise), "test"));
    }

    private static Map<String, Values> fed(DrawnGraph drawn) {
        Map<String, Values> fed = drawn.randomValues();
        fed.put("x", Values.random(1, 1, BATCH, LENGTH, 4));
        fed.put("mask", Values.random(2, 1, BATCH, LENGTH));
        return fed;
    }

    private static double[] withoutNoise() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate("sample"), GROUP)) {
            return drawn.output(fed(drawn));
        }
    }

    private static double gumbel(double uniform) {
        return -Math.log(-Math.log(uniform));
    }

    @Test
    void inTrainingASampleHasNoiseOfItsOwnInEachSlot() {
        double[] scores = withoutNoise();
        double[] uniform = {0.1, 0.9, 0.5, 0.25};
        try (DrawnGraph drawn = DrawnGraph.scoresInTraining(gate("sample"), GROUP)) {
            Map<String, Values> fed = fed(drawn);
            fed.put("uniform", new Values(uniform, BATCH, 1, SLOTS));
            for (int i = 0; i < scores.length; i++) {
                scores[i] += gumbel(uniform[i / (LENGTH * SLOTS) * SLOTS + i % SLOTS]);
            }
            assertArrayEquals(scores, drawn.output(fed), 1e-5);
        }
    }

    @Test
    void aTokenMayHaveNoiseOfItsOwn() {
        double[] scores = withoutNoise();
        double[] uniform = new double[scores.length];
        try (DrawnGraph drawn = DrawnGraph.scoresInTraining(gate("token"), GROUP)) {
            for (int i = 0; i < scores.length; i++) {
                uniform[i] = (i + 1) / (scores.length + 1.0);
                scores[i] += gumbel(uniform[i]);
            }
            Map<String, Values> fed = fed(drawn);
            fed.put("uniform", new Values(uniform, BATCH, LENGTH, SLOTS));
            assertArrayEquals(scores, drawn.output(fed), 1e-5);
        }
    }

    @Test
    void zeroByChanceStaysANumber() {
        try (DrawnGraph drawn = DrawnGraph.scoresInTraining(gate("sample"), GROUP)) {
            Map<String, Values> fed = fed(drawn);
            fed.put("uniform", new Values(new double[BATCH * SLOTS], BATCH, 1, SLOTS));
            for (double score : drawn.output(fed)) {
                assertTrue(Double.isFinite(score), "a score is " + score);
            }
        }
    }

    @Test
    void theReadmeSaysWhatItDeclares() throws Exception {
        Readme.assertTable(new GumbelGate().options());
        Readme.assertExamples("gumbel", new GumbelGate());
    }
}
