package org.unipelt.gate.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.unipelt.api.ConfigurationException;
import org.unipelt.api.options.Options;
import org.unipelt.api.pelt.GateGroup;
import org.unipelt.api.pelt.GateInstance;
import org.unipelt.testkit.DrawnGraph;
import org.unipelt.testkit.FiniteDifferences;
import org.unipelt.testkit.Values;

class TransformerGateTest {
    private static final int IN = 3;
    private static final int SIZE = 4;
    private static final int HEADS = 2;
    private static final List<String> SLOTS = List.of("lora.query", "adapter.ffn_block");
    private static final GateGroup GROUP = new GateGroup("attention_input", IN, SLOTS);

    private static GateInstance gate(String norm) {
        return new TransformerGate().instantiate(options(Map.of("size", SIZE, "heads", HEADS, "norm", norm)));
    }

    private static Options options(Map<String, ?> given) {
        return new TransformerGate().options().parse(given, "test");
    }

    private static Map<String, Values> fed(DrawnGraph drawn, int length, double... mask) {
        Map<String, Values> fed = drawn.randomValues();
        int batch = mask.length / length;
        fed.put("x", Values.random(1, 1, batch, length, IN));
        fed.put("mask", new Values(mask, batch, length));
        return fed;
    }

    private static double[] plain(Map<String, Values> fed, String norm) {
        return new PlainAttention(fed, GROUP.name(), IN, SIZE, HEADS, norm.equals("pre"), SLOTS).scores();
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "pre"})
    void theScoresAreThoseOfThePaperAtEveryLength(String norm) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(norm), GROUP)) {
            for (int length : new int[] {1, 2, 9}) {
                double[] mask = new double[2 * length];
                Arrays.fill(mask, 1);
                mask[length - 1] = 0.4; // virtual tokens may stand in the mask with a part of their weight
                Map<String, Values> fed = fed(drawn, length, mask);
                assertArrayEquals(plain(fed, norm), drawn.output(fed), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "pre"})
    void theGradientsAreThoseByFiniteDifferences(String norm) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(norm), GROUP)) {
            Map<String, Values> fed = fed(drawn, 4, 1, 1, 1, 0, 1, 0.3, 1, 1);
            String[] names =
                    fed.keySet().stream().filter(name -> !name.equals("mask")).toArray(String[]::new);
            Values by = Values.random(2, 1, 2, 4, SLOTS.size());
            List<double[]> gradients = drawn.gradients(fed, by, names);
            for (int i = 0; i < names.length; i++) {
                assertArrayEquals(differences(fed, names[i], by, norm), gradients.get(i), 1e-4, names[i]);
            }
        }
    }

    private static double[] differences(Map<String, Values> fed, String name, Values by, String norm) {
        return FiniteDifferences.gradient(moved -> plain(moved, norm), fed, name, by);
    }

    @Test
    void theMaskHasItsGradientToo() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate("post"), GROUP)) {
            Map<String, Values> fed = fed(drawn, 3, 1, 0.3, 0.8);
            Values by = Values.random(2, 1, 1, 3, SLOTS.size());
            assertArrayEquals(
                    differences(fed, "mask", by, "post"),
                    drawn.gradients(fed, by, "mask").get(0),
                    1e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "pre"})
    void paddingDoesNotReachTheScoresOfTokens(String norm) {
        try (DrawnGraph drawn = DrawnGraph.scores(gate(norm), GROUP)) {
            Map<String, Values> shorter = fed(drawn, 3, 1, 1, 1);
            Map<String, Values> longer = new LinkedHashMap<>(shorter);
            double[] x = Values.random(9, 5, 1, 6, IN).data();
            System.arraycopy(shorter.get("x").data(), 0, x, 0, 3 * IN);
            longer.put("x", new Values(x, 1, 6, IN));
            longer.put("mask", new Values(new double[] {1, 1, 1, 0, 0, 0}, 1, 6));
            double[] tokens = drawn.output(longer);
            assertArrayEquals(drawn.output(shorter), Arrays.copyOf(tokens, 3 * SLOTS.size()), 1e-6);
        }
    }

    @Test
    void aRowOfPaddingAloneHasNumbers() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate("post"), GROUP)) {
            for (double score : drawn.output(fed(drawn, 2, 0, 0))) {
                assertTrue(Double.isFinite(score));
            }
        }
    }

    @Test
    void slotsOwnTheirColumnAndShareTheLayer() {
        try (DrawnGraph drawn = DrawnGraph.scores(gate("post"), GROUP)) {
            TreeSet<String> expected = new TreeSet<>();
            for (String map : List.of("input", "query", "key", "value", "output", "norm")) {
                expected.add("attention_input." + map + ".weight");
                expected.add("attention_input." + map + ".bias");
            }
            for (String slot : SLOTS) {
                expected.add(slot + ".weight");
                expected.add(slot + ".bias");
            }
            assertEquals(expected, new TreeSet<>(drawn.parameters().keySet()));
            assertEquals(
                    Shape.of(IN, SIZE),
                    drawn.parameters().get("attention_input.input.weight").shape());
            assertEquals(
                    Shape.of(SIZE, 1),
                    drawn.parameters().get("lora.query.weight").shape());
        }
    }

    @Test
    void aSizeThatTheHeadsCannotShareIsRefused() {
        Options uneven = options(Map.of("size", 10, "heads", 4));
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> new TransformerGate().instantiate(uneven));
        assertTrue(refused.getMessage().contains("multiple of heads"), refused.getMessage());
    }
}
